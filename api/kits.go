package api

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"

	"twoway/api/openapi"
	"twoway/bank"
	"twoway/release/kits"
	"twoway/release/serve"
	"twoway/server"
)

// forever says that an answer never changes.
const forever = "public, max-age=31536000, immutable"

// The forms in which kits, sets and agendas are answered. Without a wish, it is the first one.
const (
	jsonForm     = "application/json"
	csvForm      = "text/csv"
	markdownForm = "text/markdown"
	calendarForm = "text/calendar"
)

// Operations of the contract that are special.
const (
	saveKit      = "saveKit"
	createAgenda = "createAgenda"

	chooseQuestionSet  = "chooseQuestionSet"
	dumpRelease        = "dumpRelease"
	createQuestionSets = "createQuestionSets"
	listQuestions      = "listQuestions"
	getVocabulary      = "getVocabulary"
)

// SaveKit saves the kit for a request or a token.
func (h *handlers) SaveKit(ctx context.Context, r openapi.SaveKitRequestObject) (openapi.SaveKitResponseObject, error) {
	from, profile, err := h.kitProfile(ctx, r.Body)
	if err != nil {
		return nil, err
	}
	saved, isNew, err := h.Kits.Save(ctx, callerOf(ctx).address, from, profile)
	if err != nil {
		return nil, err
	}
	status := http.StatusOK
	if isNew {
		status = http.StatusCreated
	}
	return &savedKit{saved, status, h.contract.base.Path("/v1/kits/" + saved.ID)}, nil
}

// kitProfile returns the profile of the kit to save, and the release to choose it from.
func (h *handlers) kitProfile(ctx context.Context, body *openapi.KitRequest) (*serve.Compiled, bank.Profile, error) {
	current, err := h.Serve.Current()
	if err != nil {
		return nil, bank.Profile{}, err
	}
	if body.Token != nil {
		return h.kitOfToken(ctx, body)
	}
	if body.Minutes == nil {
		return nil, bank.Profile{}, invalidRequest(bank.Fault{Code: bank.FaultRequired, Pointer: "/minutes", Detail: "This is required without a token.", Nearest: []string{}})
	}
	profile, _, err := current.Read(kitRequestOf(body))
	if err == nil && profile.Asker != bank.Interviewer {
		err = invalidRequest(bank.Fault{Code: bank.FaultInconsistent, Pointer: "/asker", Detail: "Only an interviewer's kit can be saved: it says nothing about a person.", Nearest: []string{string(bank.Interviewer)}})
	}
	return current, profile, err
}

// kitOfToken is kitProfile for a token.
func (h *handlers) kitOfToken(ctx context.Context, body *openapi.KitRequest) (*serve.Compiled, bank.Profile, error) {
	fault := func(code, detail string) error {
		return invalidRequest(bank.Fault{Code: code, Pointer: "/token", Detail: detail, Nearest: []string{}})
	}
	if (*body != openapi.KitRequest{Token: body.Token}) {
		return nil, bank.Profile{}, fault(bank.FaultInconsistent, "Send a token alone: it says everything about the meeting.")
	}
	from, profile, reproduced, err := h.Serve.Open(ctx, *body.Token)
	switch {
	case err != nil:
		return nil, bank.Profile{}, err
	case profile.Asker != bank.Interviewer:
		err = fault(bank.FaultInconsistent, "This is the token of a candidate's set. Only an interviewer's kit can be saved: it says nothing about a person.")
	case !reproduced:
		err = fault(bank.FaultStale, "The kit of this token cannot be reproduced any more. Ask for a new set, and save that.")
	}
	return from, profile, err
}

func kitRequestOf(r *openapi.KitRequest) bank.Request {
	return bank.Request{
		Asker: bank.Asker(cmp.Or(deref(r.Asker), string(bank.Interviewer))), Role: deref(r.Role), Seniority: deref(r.Seniority), Stage: deref(r.Stage),
		AskedOf: deref(r.AskedOf), Cares: deref(r.Cares), Minutes: deref(r.Minutes), Count: deref(r.Count), Seed: deref(r.Seed), Exclude: deref(r.Exclude),
		Locale: deref(r.Locale), Competencies: deref(r.Competencies), Requirements: mapSlice(deref(r.Requirements), requestedRequirement),
	}
}

// savedKit is the answer to saving a kit.
type savedKit struct {
	saved    kits.Saved
	status   int
	location string
}

// VisitSaveKitResponse sends the kit.
func (k *savedKit) VisitSaveKitResponse(w http.ResponseWriter) error {
	w.Header().Set("Location", k.location)
	return writeBytes(w, k.status, jsonForm, k.saved.Text)
}

func writeBytes(w http.ResponseWriter, status int, kind string, body []byte) error {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, err := w.Write(body)
	return err
}

// GetKit returns a saved kit, in the form that the client wishes.
func (h *handlers) GetKit(ctx context.Context, r openapi.GetKitRequestObject) (openapi.GetKitResponseObject, error) {
	form := formOf(ctx)
	saved, err := h.findKit(ctx, r.KitID)
	if err != nil {
		return nil, err
	}
	body, err := inForm(&saved, form)
	return newUnchanging(body, form), err
}

func (h *handlers) findKit(ctx context.Context, id string) (kits.Saved, error) {
	ctx, done := context.WithTimeout(ctx, server.DatabaseTimeout)
	defer done()
	return h.Kits.Find(ctx, id)
}

// inForm returns a kit in one of the forms.
func inForm(saved *kits.Saved, form string) ([]byte, error) {
	if form == jsonForm {
		return saved.Text, nil
	}
	k, err := saved.Kit()
	if err != nil {
		return nil, err
	}
	return kitInForm(&k, form)
}

// kitInForm returns a kit as a scorecard.
func kitInForm(k *kits.Kit, form string) ([]byte, error) {
	if form == csvForm {
		return k.CSV()
	}
	return k.Markdown(), nil
}

// GetKitRecord returns the record of a saved kit.
func (h *handlers) GetKitRecord(ctx context.Context, r openapi.GetKitRecordRequestObject) (openapi.GetKitRecordResponseObject, error) {
	saved, err := h.findKit(ctx, r.KitID)
	if err != nil {
		return nil, err
	}
	k, err := saved.Kit()
	if err != nil {
		return nil, err
	}
	record, err := k.Record()
	if err != nil {
		return nil, err
	}
	body, err := record.Text()
	return newUnchanging(body, jsonForm), err
}

// unchanging is an answer that never changes.
type unchanging struct {
	body []byte
	form string
	tag  string
}

func newUnchanging(body []byte, form string) *unchanging {
	const digits = 32
	sum := sha256.Sum256(body)
	return &unchanging{body: body, form: form, tag: `"` + hex.EncodeToString(sum[:])[:digits] + `"`}
}

func (u *unchanging) write(w http.ResponseWriter) error {
	w.Header().Set("ETag", u.tag)
	w.Header().Set("Cache-Control", forever)
	kind := u.form
	if kind == csvForm || kind == markdownForm {
		kind += "; charset=utf-8"
	}
	return writeBytes(w, http.StatusOK, kind, u.body)
}

// VisitGetKitResponse sends the kit.
func (u *unchanging) VisitGetKitResponse(w http.ResponseWriter) error { return u.write(w) }

// VisitGetKitRecordResponse sends the record.
func (u *unchanging) VisitGetKitRecordResponse(w http.ResponseWriter) error { return u.write(w) }
