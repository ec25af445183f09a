package admin

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"twoway/bank"
	"twoway/release/drafts"
	"twoway/web"
)

// upgradesView is the view of the changes of the shipped bank that wait for a decision.
type upgradesView struct {
	publishShell

	Offers    []offerView
	Count     int
	MayDecide bool
	Problem   string // of the offer that was just decided; "" for none
}

// offerView is a change of the shipped bank to a draft.
type offerView struct {
	Kind, ID, Name, Path, KindText string
	Version                        string
	Withdrawn                      bool
	Fields                         []offeredField
	Problem                        string
}

// offeredField is a field that differs between the versions of a draft.
type offeredField struct {
	Pointer, Label string
	Before, Yours  string
	Theirs         []span // compared with yours
	TheirsText     string
	Conflict       bool   // both have changed it
	Take           string // yours, theirs or own
	Own            string
	IsText         bool // it can be written in the form
}

// mostOffers is how many are shown at a time.
const mostOffers = 20

// showUpgrades shows what waits for a decision.
func (u *publishing) showUpgrades(v *visit) error { return u.renderUpgrades(v, http.StatusOK, nil) }

// renderUpgrades shows what waits for a decision; with what was chosen for one of them, if that could not be saved.
func (u *publishing) renderUpgrades(v *visit, status int, sent url.Values) error {
	offers, err := u.Drafts.Offers(v.ctx())
	if err != nil {
		return err
	}
	view := upgradesView{
		publishShell: u.around(v, v.words.T("admin.publish.tab.upgrades"), "/admin/publish/upgrades"), Count: len(offers), MayDecide: u.may(v, "decideUpgrade"),
	}
	for i := range offers[:min(len(offers), mostOffers)] {
		one := viewOffer(v.words, &offers[i])
		if sent != nil && v.Param("kind") == one.Kind && v.Param("id") == one.ID {
			one.restore(sent)
			one.Problem = v.words.T("admin.publish.upgrade.stale")
		}
		view.Offers = append(view.Offers, one)
	}
	return u.upgrade.Show(v.Context, status, view)
}

// restore takes over what was chosen before.
func (o *offerView) restore(sent url.Values) {
	for i := range o.Fields {
		f := &o.Fields[i]
		if take := sent.Get("take:" + f.Pointer); take != "" {
			f.Take = take
		}
		if own, said := sent["own:"+f.Pointer]; said {
			f.Own = own[0]
		}
	}
}

func viewOffer(words web.Words, o *drafts.Offer) offerView {
	d := &o.Draft
	view := offerView{
		Kind: string(d.Kind), ID: d.ID, Name: nameIn(words, d.Kind, d.Body, d.ID), Path: partPath(d.Kind, d.ID),
		KindText: words.T("admin.publish.kind." + string(d.Kind)), Version: strconv.Itoa(d.Version), Withdrawn: o.Withdrawn,
	}
	if view.Withdrawn {
		return view
	}
	for _, pointer := range pointersOf(o) {
		view.Fields = append(view.Fields, viewOffered(words, o, pointer))
	}
	return view
}

// pointersOf returns the fields that either side has changed.
func pointersOf(o *drafts.Offer) []string {
	var pointers []string
	for _, f := range slices.Concat(o.Yours, o.Theirs) {
		if f.Pointer != "/version" {
			pointers = append(pointers, f.Pointer)
		}
	}
	slices.Sort(pointers)
	return slices.Compact(pointers)
}

func viewOffered(words web.Words, o *drafts.Offer, pointer string) offeredField {
	before, yours, theirs, changed := versionsOf(o, pointer)
	f := offeredField{
		Pointer: pointer, Label: fieldLabel(words, pointer), Before: valueText(words, before), Yours: valueText(words, yours),
		TheirsText: valueText(words, theirs), Conflict: slices.Contains(o.Conflicts, pointer), Take: string(drafts.Yours),
	}
	f.Theirs = compareWords(f.Yours, f.TheirsText)
	if changed == drafts.Theirs && !f.Conflict {
		f.Take = string(drafts.Theirs)
	}
	var text string
	f.IsText = json.Unmarshal(yours, &text) == nil && len(yours) > 0
	f.Own = f.Yours
	return f
}

// versionsOf returns the values of a field before, in the draft and in the shipped bank, and who alone has changed it.
func versionsOf(o *drafts.Offer, pointer string) (before, yours, theirs json.RawMessage, changed drafts.Take) {
	at := func(f bank.FieldChange) bool { return f.Pointer == pointer }
	mine, other := slices.IndexFunc(o.Yours, at), slices.IndexFunc(o.Theirs, at)
	switch {
	case mine >= 0 && other >= 0:
		return o.Yours[mine].From, o.Yours[mine].To, o.Theirs[other].To, drafts.Merged
	case mine >= 0:
		return o.Yours[mine].From, o.Yours[mine].To, o.Yours[mine].From, drafts.Yours
	}
	return o.Theirs[other].From, o.Theirs[other].From, o.Theirs[other].To, drafts.Theirs
}

// decide settles a change of the shipped bank to a draft: all of one side, or field by field.
func (u *publishing) decide(v *visit) error {
	sent, err := web.ReadForm(v.Context, maxSelection)
	if err != nil {
		return err
	}
	of, err := partVersion(v, v.Param("kind")+"/"+v.Param("id")+"/"+sent.Get("version"))
	if err != nil {
		return err
	}
	take := drafts.Take(sent.Get("decision"))
	if take != drafts.Yours && take != drafts.Theirs {
		of, take, err = u.mix(v, of, sent)
	}
	var edited drafts.Edited
	if err == nil {
		edited, err = u.Drafts.Decide(v.ctx(), v.person.Actor(), of, take)
	}
	switch {
	case bank.HasCode(err, bank.CodeStale):
		return u.renderUpgrades(v, http.StatusUnprocessableEntity, sent)
	case bank.HasCode(err, bank.CodeConflict):
		return u.done(v, "/admin/publish/upgrades", "decided_before", nil)
	case err != nil:
		return err
	}
	if take == drafts.Theirs {
		return u.done(v, "/admin/publish/upgrades", "decided", &edited)
	}
	return u.done(v, "/admin/publish/upgrades", "decided", nil)
}

// mix saves a draft with the fields that were chosen, and returns how the offer on it is then to be settled.
func (u *publishing) mix(v *visit, of drafts.Version, sent url.Values) (drafts.Version, drafts.Take, error) {
	offers, err := u.Drafts.Offers(v.ctx())
	if err != nil {
		return of, "", err
	}
	i := slices.IndexFunc(offers, func(o drafts.Offer) bool { return o.Draft.Kind == of.Kind && o.Draft.ID == of.ID })
	if i < 0 {
		return of, "", &bank.Error{Code: bank.CodeConflict, Message: v.words.T("admin.done.decided_before")}
	}
	o := &offers[i]
	if o.Draft.Version != of.Version {
		return of, "", drafts.Stale(o.Draft.Version)
	}
	var changes []bank.FieldChange
	for _, pointer := range pointersOf(o) {
		_, yours, theirs, _ := versionsOf(o, pointer)
		value := yours
		switch sent.Get("take:" + pointer) {
		case string(drafts.Theirs):
			value = theirs
		case "own":
			value, _ = json.Marshal(sent.Get("own:" + pointer)) // a text always can be
		}
		changes = append(changes, bank.FieldChange{Pointer: pointer, From: value})
	}
	mixed, err := o.Draft.Undone(changes) // which sets each field to From
	if err != nil {
		return of, "", &bank.Error{Code: bank.CodeInvalidRequest, Message: v.words.T("admin.publish.upgrade.unfit")}
	}
	if string(mixed.Body) == string(o.Draft.Body) {
		return of, drafts.Yours, nil
	}
	edited, err := u.Drafts.Replace(v.ctx(), v.person.Actor(), of, mixed.BodyWithoutVersion())
	of.Version = edited.Draft.Version
	return of, drafts.Yours, err
}
