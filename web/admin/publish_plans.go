package admin

import (
	"net/http"
	"strconv"

	"twoway/bank"
)

// plansView is the view of what will be published by itself.
type plansView struct {
	publishShell

	Planned, Settled []planView
	Ends             []endView
	FourEyes         bool
	Approvals        []approvedView
	MayCancel        bool
}

// planView is a schedule.
type planView struct {
	ID                         int
	When, Note, Author, Reason string
	Status, StatusText         string
	Parts                      int // 0 for all drafts
	Rules                      bool
	Release                    int
	MayCancel                  bool
}

// endView is when a rule comes into force or ends.
type endView struct {
	Name, Path, When string
	Begins           bool
}

// approvedView is an approval.
type approvedView struct {
	By, When, Short, At string
	Parts               int
	Stands              bool
	Path                string // of the check of the same; "" unless it stands
}

// mostSettled is how many schedules are listed that are over, and how many approvals.
const mostSettled = 20

// showPlans shows the schedules, the rules that come into force or end, and the approvals.
func (u *publishing) showPlans(v *visit) error {
	schedules, ends, err := u.Publish.Schedules(v.ctx())
	if err != nil {
		return err
	}
	state, err := u.Drafts.State(v.ctx())
	if err != nil {
		return err
	}
	view := plansView{
		publishShell: u.around(v, v.words.T("admin.publish.tab.plans"), "/admin/publish/plans"), FourEyes: u.Publish.RequiresApproval(),
		MayCancel: u.may(v, "cancelSchedule"),
	}
	for _, s := range schedules {
		one := planView{
			ID: s.ID, When: utc(s.PublishAt), Note: s.Note, Author: s.By.Name, Reason: s.Reason, Status: string(s.Status),
			StatusText: v.words.T("admin.publish.plan." + string(s.Status)), Parts: len(s.Only), Rules: s.Rules, Release: s.Release,
		}
		one.MayCancel = view.MayCancel && (s.Status == bank.SchedulePlanned || s.Status == bank.ScheduleFailed)
		if s.Status == bank.SchedulePlanned || s.Status == bank.ScheduleFailed {
			view.Planned = append(view.Planned, one)
		} else if len(view.Settled) < mostSettled {
			view.Settled = append(view.Settled, one)
		}
	}
	for _, e := range ends {
		id := bank.PartID{Kind: bank.KindRule, ID: e.Rule}
		view.Ends = append(view.Ends, endView{partText(v.words, state, id), partPath(id.Kind, id.ID), utc(e.At), e.Begins})
	}
	if view.FourEyes {
		if err := u.listApprovals(v, &view); err != nil {
			return err
		}
	}
	return u.plans.Show(v.Context, http.StatusOK, view)
}

// listApprovals fills in the last approvals.
func (u *publishing) listApprovals(v *visit, view *plansView) error {
	list, err := u.Publish.Approvals(v.ctx())
	if err != nil {
		return err
	}
	for _, a := range list[:min(len(list), mostSettled)] {
		view.Approvals = append(view.Approvals, approvedView{
			By: a.By.Name, When: utc(a.CreatedAt), Short: short(a.Hash), At: utc(a.PublishAt), Parts: len(a.Only), Stands: a.Stands,
		})
	}
	return nil
}

// cancel cancels a schedule, or dismisses one that has failed.
func (u *publishing) cancel(v *visit) error {
	id, err := strconv.Atoi(v.Param("id"))
	if err != nil {
		return &bank.Error{Code: bank.CodeNotFound, Message: v.words.T("admin.publish.none")}
	}
	switch _, err := u.Publish.Cancel(v.ctx(), v.person.Actor(), id); {
	case bank.HasCode(err, bank.CodeConflict):
		return u.done(v, "/admin/publish/plans", "plan_settled", nil)
	case err != nil:
		return err
	}
	return u.done(v, "/admin/publish/plans", "plan_cancelled", nil)
}
