package admin

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"twoway/bank"
	"twoway/release/drafts"
	"twoway/server"
	"twoway/web"
)

const weightsPath = wordsPath + "/weights"

// weightView is a weight as it is shown: one number, or several by rank.
type weightView struct {
	Name    string
	Label   string
	Hint    string
	Unit    string
	Numbers []weightNumber
	Faults  []faultView
}

// weightNumber is a number of a weight. Label says for which rank it is.
type weightNumber struct{ Label, Value string }

// weightsView is the view of the page of the weights.
type weightsView struct {
	shell

	Version           int
	Weights           []weightView
	EditedBy, Problem string
	StaleBy           string // who has changed them meanwhile; "" for the same person, in another window
	Theirs            []fieldPair
	MaySave, Changed  bool
}

// weightFields returns the names of the weights in the order in which they are shown, and whether each is a list.
func weightFields() []wordField {
	return []wordField{{name: "care_order", as: asLines}, {name: "care_only", as: asNumber}, {name: "repeat", as: asLines}, {name: "variety", as: asNumber}}
}

// showWeights shows the weights.
func (w *wordPages) showWeights(v *visit) error {
	d, err := w.Drafts.Get(v.ctx(), bank.KindWeights, string(bank.KindWeights))
	if err != nil {
		return err
	}
	body, err := decodeBody(d.Draft.Body)
	if err != nil {
		return err
	}
	return w.weightsPage(v, http.StatusOK, d, weightTexts(body), func(*weightsView) {})
}

// weightTexts returns the numbers of a body as texts.
func weightTexts(body map[string]any) url.Values {
	texts := url.Values{}
	for name, value := range body {
		all, isList := value.([]any)
		if !isList {
			all = []any{value}
		}
		for _, one := range all {
			if number, isNumber := one.(json.Number); isNumber {
				texts.Add(name, number.String())
			}
		}
	}
	return texts
}

// weightsPage shows the form of the weights with what was written in it.
func (w *wordPages) weightsPage(v *visit, status int, d drafts.Edited, texts url.Values, change func(*weightsView)) error {
	view := weightsView{
		shell: w.frame(v, v.words.T("admin.words.weights"), wordsPath), Version: d.Draft.Version, MaySave: w.may(v, "replaceDraftWeights"),
	}
	var err error
	if view.Changed, err = w.isChanged(v, bank.KindWeights, string(bank.KindWeights)); err != nil {
		return err
	}
	if d.Draft.IsEdited() {
		view.EditedBy = shortAuthor(d.Draft.EditedBy)
	}
	for _, field := range weightFields() {
		view.Weights = append(view.Weights, weightOf(v, field, texts[field.name], view.MaySave, d.Review.Faults))
	}
	change(&view)
	return w.weights.Show(v.Context, status, view)
}

// weightOf returns a weight with what was written for it. If it is a list that may be changed, there is room for one more number.
func weightOf(v *visit, field wordField, numbers []string, mayChange bool, faults []bank.Fault) weightView {
	one := weightView{
		Name: field.name, Label: v.words.T("admin.words.field." + field.name), Hint: v.words.T("admin.words.hint." + field.name), Unit: v.words.T("admin.words.unit." + field.name),
	}
	isList := field.as == asLines
	if isList && mayChange {
		numbers = append(slices.Clone(numbers), "")
	}
	for i, number := range numbers {
		label := ""
		if isList {
			label = v.words.T("admin.words.rank", "Number", i+1)
		}
		one.Numbers = append(one.Numbers, weightNumber{label, number})
	}
	for _, f := range bank.FaultsWithin(faults, "/"+field.name) {
		one.Faults = append(one.Faults, faultView{Text: f.Detail})
	}
	return one
}

// weightsOf returns the body that a form says. What is no number is a fault.
func weightsOf(v *visit, sent url.Values) (map[string]any, url.Values, []bank.Fault) {
	body, texts, faults := map[string]any{}, url.Values{}, []bank.Fault(nil)
	for _, field := range weightFields() {
		var numbers []any
		for _, text := range sent[field.name] {
			if text = strings.TrimSpace(text); text == "" {
				continue
			}
			texts.Add(field.name, text)
			if _, err := strconv.Atoi(text); err != nil {
				faults = append(faults, bank.Fault{Code: bank.FaultMalformed, Pointer: "/" + field.name, Detail: v.words.T("admin.words.fault.number", "Text", text)})
				continue
			}
			numbers = append(numbers, json.Number(text))
		}
		switch {
		case field.as == asLines:
			body[field.name] = append([]any{}, numbers...)
		case len(numbers) == 1:
			body[field.name] = numbers[0]
		case len(faults) == 0:
			faults = append(faults, bank.Fault{Code: bank.FaultRequired, Pointer: "/" + field.name, Detail: v.words.T("admin.words.fault.required")})
		}
	}
	return body, texts, faults
}

// saveWeights saves the weights.
func (w *wordPages) saveWeights(v *visit) error {
	sent, err := web.ReadForm(v.Context, maxBody)
	if err != nil {
		return err
	}
	body, texts, faults := weightsOf(v, sent)
	now, err := w.Drafts.Get(v.ctx(), bank.KindWeights, string(bank.KindWeights))
	if err != nil {
		return err
	}
	version, _ := strconv.Atoi(sent.Get("version")) // no draft has the version 0
	raw, err := json.Marshal(body)
	if err != nil {
		return err
	}
	if len(faults) == 0 {
		review, err := w.Drafts.Validate(v.ctx(), bank.KindWeights, raw)
		if err != nil {
			return err
		}
		faults = review.Faults
	}
	if len(faults) > 0 {
		now.Review.Faults = faults
		return w.weightsPage(v, http.StatusUnprocessableEntity, now, texts, func(view *weightsView) { view.Version = version })
	}
	edited, err := w.Drafts.Replace(v.ctx(), v.person.Actor(), drafts.Version{Kind: bank.KindWeights, ID: string(bank.KindWeights), Version: version}, raw)
	if bank.HasCode(err, bank.CodeStale) {
		return w.staleWeights(v, now, raw, texts)
	}
	if err != nil {
		return err
	}
	return w.done(v, weightsPath, "words.saved", &edited)
}

// staleWeights shows the weights as somebody else has changed them beside those that were sent.
func (w *wordPages) staleWeights(v *visit, now drafts.Edited, mine []byte, texts url.Values) error {
	part, err := bank.NewPart(bank.KindWeights, mine)
	if err != nil {
		return err
	}
	form := &wordForm{v: v, kind: bank.KindWeights, offers: newOffers(&bank.Vocabulary{}, nil)}
	theirs := form.pairs(bank.DiffFields(now.Draft.Body, part.Body))
	for i := range theirs {
		theirs[i].Label = v.words.T("admin.words.field." + theirs[i].Name)
	}
	if len(theirs) == 0 {
		return w.done(v, weightsPath, "words.same", nil)
	}
	return w.weightsPage(v, server.Status(bank.CodeStale), now, texts, func(view *weightsView) {
		view.Theirs, view.StaleBy = theirs, otherThan(v, now.Draft.EditedBy)
	})
}

// showWeightsHistory shows what happened to the weights.
func (w *wordPages) showWeightsHistory(v *visit) error {
	d, err := w.Drafts.Get(v.ctx(), bank.KindWeights, string(bank.KindWeights))
	if err != nil {
		return err
	}
	e := &termEdit{kind: bank.KindWeights, id: string(bank.KindWeights), draft: d.Draft, form: &wordForm{v: v, kind: bank.KindWeights, offers: newOffers(&bank.Vocabulary{}, nil)}}
	return w.showHistoryOf(v, e, weightsPath)
}

// numberIn returns a number in the address of a page, 0 for none.
func numberIn(v *visit, name string) int {
	number, _ := strconv.Atoi(v.Query(name))
	return number
}

func numberText(number int) string { return strconv.Itoa(number) }
