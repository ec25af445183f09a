package admin

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"twoway/bank"
	"twoway/release/drafts"
	"twoway/rules/lang"
	"twoway/server"
	"twoway/web"
)

// show shows a rule.
func (r *rulePages) show(v *visit) error {
	known, err := r.bank(v.ctx())
	if err != nil {
		return err
	}
	edited, err := r.Drafts.Get(v.ctx(), bank.KindRule, v.Param("id"))
	if err != nil {
		return err
	}
	rule, err := ruleOf(&edited.Draft)
	if err != nil {
		return err
	}
	f := known.formOf(rule, edited.Draft.Version)
	f.try = tryOf(v.Request.URL.Query())
	page := r.view(v, known, f, edited.Review)
	if !f.try.isEmpty() {
		if err := r.result(v, known, f, &page.Try); err != nil {
			return err
		}
	}
	return r.render(v, http.StatusOK, page, &edited.Draft)
}

// render shows the page of a rule; draft is nil for a new one.
func (r *rulePages) render(v *visit, status int, page ruleView, draft *bank.DraftPart) error {
	title := cmp.Or(page.Name, page.ID)
	if draft == nil {
		page.IsNew, title, page.MaySave = true, v.words.T("admin.rules.new"), r.may(v, "createDraftRule")
	} else {
		page.Retired, page.Edited = draft.Retired, draft.IsEdited()
		if page.Edited {
			page.EditedBy, page.EditedAt = ruleNameOf(draft.EditedBy), draft.EditedAt.UTC().Format("2006-01-02 15:04 UTC")
		}
	}
	page.shell = r.frame(v, title, "/admin/rules")
	return r.editPage.Show(v.Context, status, page)
}

// body returns a rule as a draft has it.
func body(rule bank.Rule) ([]byte, error) {
	text, err := json.Marshal(rule)
	if err != nil {
		return nil, fmt.Errorf("encode rule %s: %w", rule.ID, err)
	}
	return text, nil
}

// review returns what the checks say about a rule. A rule that is no draft yet, because its ID is none, has that as a fault.
func (r *rulePages) review(v *visit, rule bank.Rule) (drafts.Review, error) {
	text, err := body(rule)
	if err != nil {
		return drafts.Review{}, err
	}
	review, err := r.Drafts.Validate(v.ctx(), bank.KindRule, text)
	if e, ok := errors.AsType[*bank.Error](err); ok && e.Code == bank.CodeInvalidRequest {
		return drafts.Review{Faults: e.Faults}, nil
	}
	return review, err
}

// begin shows the form for a new rule, filled in with what the address says.
func (r *rulePages) begin(v *visit) error {
	known, err := r.bank(v.ctx())
	if err != nil {
		return err
	}
	query := v.Request.URL.Query()
	rule := bank.Rule{
		ID: known.freeID(query.Get("name")), Version: 1, Status: bank.Ready, Asker: bank.Candidate, Cases: []bank.Case{}, Name: query.Get("name"), When: query.Get("when"), Pick: query.Get("pick"), Because: query.Get("because"),
		Effect: bank.Effect{Kind: bank.Boost, Points: 20},
	}
	if query.Get("asker") == string(bank.Interviewer) {
		rule.Asker = bank.Interviewer
	}
	f := known.formOf(rule, 0)
	if kind := query.Get("effect"); kind != "" {
		f.effect.Kind = kind
		f.rule.Effect = f.effect.value()
	}
	f.try = tryOf(query)
	review, err := r.review(v, f.checked())
	if err != nil {
		return err
	}
	page := r.view(v, known, f, withoutMissing(review))
	page.TypedID = query.Get("id")
	return r.render(v, http.StatusOK, page, nil)
}

// withoutMissing returns a review without what is yet to come while somebody writes a new rule: its name, its reason and its cases.
func withoutMissing(review drafts.Review) drafts.Review {
	review.Faults = slices.DeleteFunc(slices.Clone(review.Faults), func(f bank.Fault) bool {
		return !slices.Contains([]string{"when", "pick", "effect", "from", "until", "asker"}, faultField(f.Pointer)) && !strings.HasPrefix(f.Pointer, "/cases/")
	})
	return review
}

// sent reads a form as it was sent, and does what its button says, unless that is to save.
func (r *rulePages) sent(v *visit, id string) (*ruleBank, *ruleForm, url.Values, error) {
	known, err := r.bank(v.ctx())
	if err != nil {
		return nil, nil, nil, err
	}
	sent, err := web.ReadForm(v.Context, maxRuleBody)
	if err != nil {
		return nil, nil, nil, err
	}
	f := known.readRuleForm(id, sent)
	if id == "" && f.rule.ID == "" {
		f.rule.ID = known.freeID(f.rule.Name)
	}
	err = r.press(v, known, f, sent.Get("do"))
	return known, f, sent, err
}

// press does what a button says. Buttons that save are for the caller.
func (r *rulePages) press(v *visit, known *ruleBank, f *ruleForm, do string) error {
	steps := strings.Split(do, ".")
	number := -1
	if len(steps) > 2 {
		if n, err := strconv.Atoi(steps[2]); err == nil {
			number = n
		}
	}
	text := f.textOf(steps)
	switch {
	case steps[0] == "case":
		f.pressCase(known, steps)
	case steps[0] == "fix" && text != nil && len(steps) == 4:
		return r.fix(v, known, f, text, steps)
	case text != nil && len(steps) > 1:
		text.change(known, f.rule.Asker, steps[1], number)
	}
	f.rule.When, f.rule.Pick = f.when.text, f.pick.text
	return nil
}

// textOf returns the text that a button is of; nil for none.
func (f *ruleForm) textOf(steps []string) *ruleText {
	at := 0
	if steps[0] == "fix" && len(steps) > 1 {
		at = 1
	}
	switch lang.Part(steps[at]) {
	case lang.When:
		return &f.when
	case lang.Pick:
		return &f.pick
	}
	return nil
}

// pressCase adds or drops a case.
func (f *ruleForm) pressCase(known *ruleBank, steps []string) {
	switch {
	case len(steps) > 1 && (steps[1] == "applies" || steps[1] == "not"):
		f.addCase(known, steps[1] == "applies")
	case len(steps) > 2 && steps[1] == "drop":
		if n, err := strconv.Atoi(steps[2]); err == nil && n >= 0 && n < len(f.rule.Cases) {
			f.rule.Cases = slices.Delete(f.rule.Cases, n, n+1)
		}
	}
}

// fix takes the fix of a fault or a warning, which is known by where it is.
func (r *rulePages) fix(v *visit, known *ruleBank, f *ruleForm, text *ruleText, steps []string) error {
	review, err := r.review(v, f.checked())
	if err != nil {
		return err
	}
	for _, fault := range append(review.Faults, review.Warnings...) {
		at := [2]string{strconv.Itoa(fault.Range[0]), strconv.Itoa(fault.Range[1])}
		if faultField(fault.Pointer) == string(text.part) && fault.Fix != "" && at == [2]string{steps[2], steps[3]} {
			wasText := text.isText
			text.fix(fault)
			if !wasText {
				text.toRows(known, f.rule.Asker)
			}
			break
		}
	}
	f.rule.When, f.rule.Pick = f.when.text, f.pick.text
	return nil
}

// edit answers the form of a rule: it saves it, or shows it again after another button.
func (r *rulePages) edit(v *visit) error {
	known, f, sent, err := r.sent(v, v.Param("id"))
	if err != nil {
		return err
	}
	draft, found := known.state.Part(bank.PartID{Kind: bank.KindRule, ID: f.rule.ID})
	if !found {
		_, err := r.Drafts.Get(v.ctx(), bank.KindRule, f.rule.ID)
		return err
	}
	isSaved := func(text []byte) (drafts.Edited, error) {
		of := drafts.Version{Kind: bank.KindRule, ID: f.rule.ID, Version: f.base}
		return r.Drafts.Replace(v.ctx(), v.person.Actor(), of, text)
	}
	return r.answer(v, answering{known: known, form: f, do: sent.Get("do"), draft: &draft, save: isSaved, done: "rule_saved"})
}

// create answers the form of a new rule.
func (r *rulePages) create(v *visit) error {
	known, f, sent, err := r.sent(v, "")
	if err != nil {
		return err
	}
	save := func(text []byte) (drafts.Edited, error) {
		return r.Drafts.Create(v.ctx(), v.person.Actor(), bank.KindRule, text)
	}
	return r.answer(v, answering{known: known, form: f, do: sent.Get("do"), typedID: strings.TrimSpace(sent.Get("id")), save: save, done: "rule_created"})
}

// answering is the answer to a form.
type answering struct {
	known   *ruleBank
	form    *ruleForm
	do      string
	typedID string
	draft   *bank.DraftPart // nil for a new rule
	save    func(body []byte) (drafts.Edited, error)
	done    string
}

// answer saves a rule if that is what the button says and there are no faults, or if it is to be saved in spite of them. Otherwise it
// shows the form again.
func (r *rulePages) answer(v *visit, a answering) error {
	review, err := r.review(v, a.form.checked())
	if err != nil {
		return err
	}
	unfinished := len(a.form.when.unfinished()) + len(a.form.pick.unfinished())
	isSaving := a.do == "save" || a.do == "anyway"
	isRefused := isSaving && a.do == "save" && a.form.status == string(bank.Ready) && len(review.Faults)+unfinished > 0
	if isSaving && !isRefused {
		saved, err := r.saved(v, a)
		if saved || err == nil || !bank.HasCode(err, bank.CodeStale) && !bank.HasCode(err, bank.CodeConflict) && !bank.HasCode(err, bank.CodeInvalidRequest) {
			return err
		}
		return r.again(v, a, review, err)
	}
	if a.draft == nil && !isSaving && a.do != "check" {
		review = withoutMissing(review)
	}
	return r.shown(v, a, review, isRefused)
}

// shown shows a form again, as it is now.
func (r *rulePages) shown(v *visit, a answering, review drafts.Review, isRefused bool) error {
	page := r.view(v, a.known, a.form, review)
	page.TypedID, page.Refused = a.typedID, isRefused
	if isRefused || a.do == "check" {
		page.FaultCount += len(a.form.when.unfinished()) + len(a.form.pick.unfinished())
	}
	status := http.StatusOK
	if isRefused {
		status = http.StatusUnprocessableEntity
	}
	if strings.HasPrefix(a.do, "case.try") || !a.form.try.isEmpty() {
		if err := r.result(v, a.known, a.form, &page.Try); err != nil {
			return err
		}
		page.Try.IsOpen = true
	}
	return r.render(v, status, page, a.draft)
}

// saved saves a rule, and sends the browser on to its page.
func (r *rulePages) saved(v *visit, a answering) (bool, error) {
	text, err := body(a.form.rule)
	if err != nil {
		return false, err
	}
	edited, err := a.save(text)
	if err != nil {
		return false, err
	}
	return true, r.done(v, "/admin/rules/"+url.PathEscape(edited.Draft.ID), a.done, &edited)
}

// again shows a form that could not be saved: somebody else has changed the rule, or its ID is not possible.
func (r *rulePages) again(v *visit, a answering, review drafts.Review, cause error) error {
	e := server.Public(cause)
	if e.Code != bank.CodeStale {
		review.Faults = append(review.Faults, e.Faults...)
		page := r.view(v, a.known, a.form, review)
		page.TypedID, page.Refused = cmp.Or(a.typedID, a.form.rule.ID), true
		return r.render(v, http.StatusUnprocessableEntity, page, a.draft)
	}
	known, err := r.bank(v.ctx())
	if err != nil {
		return err
	}
	current, err := r.Drafts.Get(v.ctx(), bank.KindRule, a.form.rule.ID)
	if err != nil {
		return err
	}
	theirs, err := ruleOf(&current.Draft)
	if err != nil {
		return err
	}
	a.form.base = current.Draft.Version
	page := r.view(v, known, a.form, review)
	page.Stale = known.stale(v.words, &a.form.rule, &theirs)
	page.Stale.By = otherThan(v, current.Draft.EditedBy)
	return r.render(v, server.Status(bank.CodeStale), page, &current.Draft)
}

// freeID returns an ID for a rule with a name, which no rule has had.
func (b *ruleBank) freeID(name string) string {
	var id strings.Builder
	for _, c := range strings.ToLower(name) {
		switch {
		case c < unicode.MaxASCII && (unicode.IsLetter(c) || unicode.IsDigit(c)):
			id.WriteRune(c)
		case id.Len() > 0 && !strings.HasSuffix(id.String(), "-"):
			id.WriteByte('-')
		}
		if id.Len() >= 50 {
			break
		}
	}
	base := cmp.Or(strings.Trim(id.String(), "-"), "rule")
	if base == drafts.ReservedID || !unicode.IsLetter(rune(base[0])) {
		base = "rule-" + base
	}
	free := base
	for n := 2; ; n++ {
		if _, taken := b.state.Part(bank.PartID{Kind: bank.KindRule, ID: free}); !taken {
			return free
		}
		free = base + "-" + strconv.Itoa(n)
	}
}
