package admin

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"weak"

	"twoway/bank"
	"twoway/release/drafts"
	"twoway/release/serve"
	"twoway/rules/lang"
	"twoway/rules/plain"
	"twoway/web"
)

// rulePages holds the pages of rules.
type rulePages struct {
	*pages

	listPage, editPage, historyPage web.Page

	mu     sync.Mutex
	known  weak.Pointer[ruleBank] // as last used, unless the memory was needed
	warned warnings               // of the release in service
}

// warnings are the codes of what the guard has noticed about the rules of a release, by the ID of the rule.
type warnings struct {
	hash  string
	codes map[string][]string
}

// registerRules adds the pages of rules. What stands below /rules/new is not of a rule: no rule has the ID "new" (see drafts.ReservedID).
func (p *pages) registerRules() {
	r := &rulePages{pages: p, listPage: p.page("rules.html"), editPage: p.page("rules-edit.html"), historyPage: p.page("rules-history.html")}
	p.get("/rules", "listDraftRules", r.list)
	p.get("/rules/new", "createDraftRule", r.begin)
	p.post("/rules/new", "createDraftRule", r.create)
	p.get("/rules/new/complete", "validateDraftRule", r.complete)
	p.get("/rules/new/values", "validateDraftRule", r.values)
	p.get("/rules/:id", "getDraftRule", r.show)
	p.post("/rules/:id", "replaceDraftRule", r.edit)
	p.post("/rules/:id/retire", "retireDraftRule", r.retire)
	p.post("/rules/:id/restore", "replaceDraftRule", r.restore)
	p.post("/rules/:id/discard", "discardDraft", r.discard)
	p.get("/rules/:id/history", "getRuleHistory", r.history)
}

// bank returns the drafts as they are now, ready to read rules.
func (r *rulePages) bank(ctx context.Context) (*ruleBank, error) {
	state, err := r.Drafts.State(ctx)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	known := r.known.Value()
	if known == nil || known.state != state {
		known = newRuleBank(state)
		r.known = weak.Make(known)
	}
	return known, nil
}

// warnings returns what the guard has noticed about the rules of the release in service.
func (r *rulePages) warnings(ctx context.Context, current *serve.Compiled) (map[string][]string, error) {
	r.mu.Lock()
	known := r.warned
	r.mu.Unlock()
	if known.hash == current.Release.Hash {
		return known.codes, nil
	}
	all, _, err := r.Publish.Releases(ctx)
	if err != nil {
		return nil, err
	}
	known = warnings{current.Release.Hash, map[string][]string{}}
	for i := range all {
		if all[i].Number != current.Release.Number {
			continue
		}
		for _, w := range all[i].Report.Warnings {
			if rest, ok := strings.CutPrefix(w.Pointer, "/rules/"); ok {
				id, _, _ := strings.Cut(rest, "/")
				known.codes[id] = append(known.codes[id], w.Code)
			}
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.warned = known
	return known.codes, nil
}

// rulesPerPage is how many rules a page of the list has.
const rulesPerPage = 30

// rulesView is the view of the list of rules.
type rulesView struct {
	shell

	Query               url.Values
	Askers, Effects     []ruleChoice
	Statuses, Authors   []ruleChoice
	HasFaults, Changed  bool
	Filtered, MayCreate bool
	Rules               []ruleRow
	Total, From, To     int
	Before, After       string // the query of the page before and after this one; "" for none
}

// ruleRow is a rule in the list.
type ruleRow struct {
	ID, Name, Sentence string
	Tags               []tag
	By                 string // who has edited it; "" for nobody
	At                 time.Time
}

// tag is a small word about a rule.
type tag struct {
	Text, Kind string // the kind is "", "bad" or "new"
	What       string // the meaning, in a sentence; may be ""
}

// list shows the rules, each as a sentence.
func (r *rulePages) list(v *visit) error {
	known, err := r.bank(v.ctx())
	if err != nil {
		return err
	}
	current, err := r.Serve.Current()
	if err != nil {
		return err
	}
	found, err := r.find(v, current)
	if err != nil {
		return err
	}
	page := r.listFrame(v, known)
	number, _ := strconv.Atoi(v.Query("page"))
	pages := max(1, (len(found)+rulesPerPage-1)/rulesPerPage)
	number = min(max(number, 1), pages)
	page.Total, page.From, page.To = len(found), (number-1)*rulesPerPage+1, min(number*rulesPerPage, len(found))
	if number > 1 {
		page.Before = pageQuery(page.Query, number-1)
	}
	if number < pages {
		page.After = pageQuery(page.Query, number+1)
	}
	if page.Rules, err = r.ruleRows(v, known, current, found[page.From-1:page.To]); err != nil {
		return err
	}
	return r.listPage.Show(v.Context, http.StatusOK, page)
}

func pageQuery(query url.Values, number int) string {
	next := url.Values{}
	for name, values := range query {
		if name != "done" && name != "undo" {
			next[name] = values
		}
	}
	next.Set("page", strconv.Itoa(number))
	return "?" + next.Encode()
}

// find returns the rules that the address asks for; without a status, those that are not retired.
func (r *rulePages) find(v *visit, current *serve.Compiled) ([]drafts.Found, error) {
	yes, fields := true, map[string]string{}
	for _, name := range drafts.FilterNames(bank.KindRule) {
		if value := v.Query(name); value != "" {
			fields[name] = value
		}
	}
	q := drafts.Query{Kind: bank.KindRule, Status: bank.Status(v.Query("status")), EditedBy: v.Query("by"), Fields: fields, Release: baseline(current)}
	if words := strings.TrimSpace(v.Query("q")); words != "" {
		q.Words = &words
	}
	if v.Query("faults") != "" {
		q.HasFaults = &yes
	}
	if v.Query("changed") != "" {
		q.Changed = &yes
	}
	found, _, err := r.Drafts.Find(v.ctx(), q)
	if q.Status == "" && q.Changed == nil {
		found = slices.DeleteFunc(found, func(f drafts.Found) bool { return f.Retired })
	}
	return found, err
}

// listFrame returns the list without its rules.
func (r *rulePages) listFrame(v *visit, known *ruleBank) rulesView {
	query := v.Request.URL.Query()
	page := rulesView{
		shell: r.frame(v, v.words.T("admin.rules.title"), "/admin/rules"), Query: query, HasFaults: query.Get("faults") != "", Changed: query.Get("changed") != "",
		MayCreate: r.may(v, "createDraftRule"),
	}
	for _, name := range []string{"q", "asker", "effect", "status", "by", "faults", "changed"} {
		page.Filtered = page.Filtered || query.Get(name) != ""
	}
	for _, asker := range []bank.Asker{bank.Candidate, bank.Interviewer} {
		page.Askers = append(page.Askers, ruleChoice{string(asker), v.words.T("admin.rules.asker." + string(asker)), query.Get("asker") == string(asker)})
	}
	for _, kind := range []bank.EffectKind{bank.Boost, bank.Require, bank.Essential, bank.Limit, bank.Exclude, bank.Place} {
		page.Effects = append(page.Effects, ruleChoice{string(kind), v.words.T("admin.rules.effect." + string(kind)), query.Get("effect") == string(kind)})
	}
	for _, status := range []bank.Status{bank.Ready, bank.Draft, bank.Retired} {
		page.Statuses = append(page.Statuses, ruleChoice{string(status), v.words.T("admin.rules.status." + string(status)), query.Get("status") == string(status)})
	}
	for _, author := range known.authors {
		page.Authors = append(page.Authors, ruleChoice{author, ruleNameOf(author), query.Get("by") == author})
	}
	return page
}

// ruleRows returns rules as the list shows them.
func (r *rulePages) ruleRows(v *visit, known *ruleBank, current *serve.Compiled, found []drafts.Found) ([]ruleRow, error) {
	released, err := r.warnings(v.ctx(), current)
	if err != nil {
		return nil, err
	}
	voice := known.voice(v.words)
	rows := make([]ruleRow, 0, len(found))
	for _, f := range found {
		rule, err := ruleOf(f.DraftPart)
		if err != nil {
			return nil, err
		}
		row := ruleRow{ID: f.ID, Name: cmp.Or(rule.Name, f.ID), Sentence: known.sentence(voice, &rule)}
		row.Tags = append(row.Tags, tag{Text: v.words.T("admin.rules.asker." + string(rule.Asker))})
		if rule.Status != bank.Ready {
			row.Tags = append(row.Tags, tag{Text: v.words.T("admin.rules.status." + string(rule.Status))})
		}
		if f.IsEdited() {
			row.By, row.At = ruleNameOf(f.EditedBy), f.EditedAt
		}
		more := warningTags(v.words, released[f.ID])
		if !known.isReleased(f.DraftPart, current) && !f.Retired {
			if more, err = r.changedTags(v, f.ID); err != nil {
				return nil, err
			}
		}
		row.Tags = append(row.Tags, more...)
		rows = append(rows, row)
	}
	return rows, nil
}

// changedTags returns the tags of a rule that is not as it is published, and so has to be checked anew.
func (r *rulePages) changedTags(v *visit, id string) ([]tag, error) {
	edited, err := r.Drafts.Get(v.ctx(), bank.KindRule, id)
	if err != nil {
		return nil, err
	}
	list := []tag{{Text: v.words.T("admin.rules.tag.changed"), Kind: "new"}}
	if n := len(edited.Review.Faults); n > 0 {
		list = append(list, tag{Text: v.words.T("admin.rules.tag.faults", "Count", n), Kind: "bad"})
	}
	var codes []string
	for _, w := range edited.Review.Warnings {
		codes = append(codes, w.Code)
	}
	return append(list, warningTags(v.words, codes)...), nil
}

// warningTags returns the tags for what the guard has noticed; other warnings have none.
func warningTags(words web.Words, codes []string) []tag {
	var list []tag
	for _, code := range slices.Compact(slices.Sorted(slices.Values(codes))) {
		if id := "admin.rules.tag." + code; words.Has(id) {
			list = append(list, tag{Text: words.T(id), Kind: "bad", What: words.T(id + ".what")})
		}
	}
	return list
}

// ruleOf returns the rule of a draft.
func ruleOf(d *bank.DraftPart) (bank.Rule, error) {
	var rule bank.Rule
	if err := json.Unmarshal(d.Body, &rule); err != nil {
		return rule, fmt.Errorf("decode rule %s: %w", d.ID, err)
	}
	return rule, nil
}

// ruleBank is the drafts at one revision, ready to read and say rules. It is safe for concurrent use.
type ruleBank struct {
	state    *drafts.State
	language *lang.Language
	names    map[string]string // see bank.Vocabulary.Names
	authors  []string          // of rules
}

func newRuleBank(state *drafts.State) *ruleBank {
	b := &ruleBank{state: state, names: state.Content.Vocabulary.Names()}
	var ids []string
	for i := range state.Content.Questions {
		ids = append(ids, state.Content.Questions[i].ID)
	}
	b.language = lang.New(&state.Content.Vocabulary, ids)
	for i := range state.Drafts {
		if d := &state.Drafts[i]; d.Kind == bank.KindRule && d.EditedBy != "" && !slices.Contains(b.authors, d.EditedBy) {
			b.authors = append(b.authors, d.EditedBy)
		}
	}
	slices.Sort(b.authors)
	return b
}

// isReleased reports whether a draft is the same in the release in service.
func (b *ruleBank) isReleased(d *bank.DraftPart, current *serve.Compiled) bool {
	i, found := slices.BinarySearchFunc(current.Content.Rules, d.ID, func(r bank.Rule, id string) int { return cmp.Compare(r.ID, id) })
	if !found {
		return false
	}
	released, draft := current.Content.Rules[i], bank.Rule{}
	if json.Unmarshal(d.Body, &draft) != nil {
		return false
	}
	released.Version, draft.Version = 0, 0
	if released.Status != bank.Retired && released.From+released.Until != "" { // waiting and ended are not written by people
		released.Status = draft.Status
	}
	was, _ := json.Marshal(released)
	is, _ := json.Marshal(draft)
	return string(was) == string(is)
}

// sentence returns a rule as one sentence.
func (b *ruleBank) sentence(voice plain.Voice, r *bank.Rule) string {
	return upperFirst(voice.Sentence(r.Asker, r.Effect, b.clause(r.When, lang.Scope{Asker: r.Asker, Part: lang.When}), b.clause(r.Pick, lang.Scope{Asker: r.Asker, Part: lang.Pick})))
}

// clause returns a text, ready to be said.
func (b *ruleBank) clause(text string, scope lang.Scope) plain.Clause {
	p, faults := b.language.Compile(text, scope)
	if len(faults) > 0 {
		return plain.Clause{}
	}
	return plain.ClauseOf(&p.Condition)
}
