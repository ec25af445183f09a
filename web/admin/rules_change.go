package admin

import (
	"net/url"
	"strconv"

	"twoway/bank"
	"twoway/release/drafts"
	"twoway/web"
)

// version returns the version of a rule that a form was made from.
func (r *rulePages) version(v *visit) (drafts.Version, error) {
	sent, err := web.ReadForm(v.Context, maxBody)
	if err != nil {
		return drafts.Version{}, err
	}
	version, _ := strconv.Atoi(sent.Get("version"))
	return drafts.Version{Kind: bank.KindRule, ID: v.Param("id"), Version: version}, nil
}

// retire takes a rule out of use.
func (r *rulePages) retire(v *visit) error {
	return r.change(v, "rule_retired", func(of drafts.Version) (drafts.Edited, error) { return r.Drafts.Retire(v.ctx(), v.person.Actor(), of) })
}

// discard makes a rule what it is in the release in service.
func (r *rulePages) discard(v *visit) error {
	return r.change(v, "rule_discarded", func(of drafts.Version) (drafts.Edited, error) {
		return r.Publish.Discard(v.ctx(), v.person.Actor(), of)
	})
}

// restore brings a retired rule back into use.
func (r *rulePages) restore(v *visit) error {
	return r.change(v, "rule_restored", func(of drafts.Version) (drafts.Edited, error) {
		current, err := r.Drafts.Get(v.ctx(), bank.KindRule, of.ID)
		if err != nil {
			return current, err
		}
		rule, err := ruleOf(&current.Draft)
		if err != nil {
			return current, err
		}
		rule.Status = bank.Ready
		text, err := body(rule)
		if err != nil {
			return current, err
		}
		return r.Drafts.Replace(v.ctx(), v.person.Actor(), of, text)
	})
}

// change changes a rule of the version that was sent, and shows it. If there is nothing to change, or somebody else has changed it, the
// page says so.
func (r *rulePages) change(v *visit, done string, change func(of drafts.Version) (drafts.Edited, error)) error {
	of, err := r.version(v)
	if err != nil {
		return err
	}
	path := "/admin/rules/" + url.PathEscape(of.ID)
	edited, err := change(of)
	switch {
	case bank.HasCode(err, bank.CodeStale):
		return r.done(v, path, "rule_stale", nil)
	case bank.HasCode(err, bank.CodeConflict):
		return r.done(v, path, "rule_same", nil)
	case err != nil:
		return err
	}
	return r.done(v, path, done, &edited)
}
