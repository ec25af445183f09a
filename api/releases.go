package api

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/oapi-codegen/nullable"

	"twoway/api/openapi"
	"twoway/bank"
	"twoway/release/serve"
)

// publishedReleases is the list of releases.
var publishedReleases = listOf("releases") //nolint:gochecknoglobals // a constant

// ListPublishedReleases returns a page of the releases, the one in service first.
func (h *handlers) ListPublishedReleases(_ context.Context, r openapi.ListPublishedReleasesRequestObject) (openapi.ListPublishedReleasesResponseObject, error) {
	current, err := h.Serve.Current()
	if err != nil {
		return nil, err
	}
	after, err := publishedReleases.decode(r.Params.Cursor)
	if err != nil {
		return nil, err
	}
	last, _ := strconv.Atoi(after) // a cursor of this list has a number
	e, limit := current.Edition(), cmp.Or(deref(r.Params.Limit), defaultLimit)
	page := openapi.PublishedReleasePage{Releases: []openapi.PublishedRelease{}, NextCursor: nullable.NewNullNullable[string]()}
	for i := len(e.Versions.Releases); i >= 0; i-- {
		summary := &e.Summary
		if i < len(e.Versions.Releases) {
			summary = &e.Versions.Releases[i]
		}
		if after != "" && summary.Number >= last {
			continue
		}
		if len(page.Releases) == limit {
			key := strconv.Itoa(page.Releases[limit-1].Number)
			page.NextCursor = nullable.NewNullableWithValue(publishedReleases.encode(key))
			break
		}
		page.Releases = append(page.Releases, publishedRelease(summary))
	}
	return openapi.ListPublishedReleases200JSONResponse(page), nil
}

func publishedRelease(s *bank.ReleaseSummary) openapi.PublishedRelease {
	out := openapi.PublishedRelease{
		Number: s.Number, Hash: s.Hash, PublishedAt: s.CreatedAt, Restores: nullable.NewNullNullable[int](), Questions: s.Questions,
		Rules: s.Rules, Terms: s.Terms, Licenses: mapSlice(s.Licences, licenceUsed), Attribution: attribution(s.Licences),
	}
	if s.Restores > 0 {
		out.Restores = nullable.NewNullableWithValue(s.Restores)
	}
	return out
}

func licenceUsed(l bank.LicenceUsed) openapi.LicenseUsed {
	return openapi.LicenseUsed{License: l.Licence, URL: nullIfEmpty(bank.LicenceURL(l.Licence)), Sources: nonNil(l.Sources), Questions: l.Questions}
}

// attribution returns a sentence that names whose the questions are, and under which licences.
func attribution(licences []bank.LicenceUsed) string {
	if len(licences) == 0 {
		return ""
	}
	parts := mapSlice(licences, func(l bank.LicenceUsed) string {
		name := l.Licence
		if url := bank.LicenceURL(l.Licence); url != "" {
			name += ", " + url
		}
		return fmt.Sprintf("%s (%s)", strings.Join(l.Sources, ", "), name)
	})
	return "Questions by " + strings.Join(parts, "; ") + "."
}

// errKey means that a cursor has another key than those of changes: number and hash of a release, and the ID of a question.
var errKey = errors.New("not a key of changes")

// shortHash is how much of a hash a cursor has.
const shortHash = 24

// ListChanges returns a page of what has changed since a release.
func (h *handlers) ListChanges(ctx context.Context, r openapi.ListChangesRequestObject) (openapi.ListChangesResponseObject, error) {
	since, hash := r.Params.Since, deref(r.Params.Hash)
	text := strconv.Itoa(since)
	list := listOf("changes", &text, r.Params.Hash)
	key, err := list.decode(r.Params.Cursor)
	if err != nil {
		return nil, err
	}
	to, after, err := h.changesUpTo(ctx, since, key)
	if errors.Is(err, errKey) {
		err = errCursor()
	}
	if err != nil {
		return nil, err
	}
	if held := to.Find(since); since > 0 && (held == nil || hash != "" && hash != held.Hash) {
		return nil, errUnknownSince(since, hash)
	}
	page, last := changesPage(to, since, after, cmp.Or(deref(r.Params.Limit), defaultChanges))
	if last != "" {
		page.NextCursor = nullable.NewNullableWithValue(list.encode(fmt.Sprintf("%d %s %s", to.Summary.Number, to.Summary.Hash[:shortHash], last)))
	}
	return openapi.ListChanges200JSONResponse(page), nil
}

// defaultChanges is the number of questions per page of changes if the request has no limit.
const defaultChanges = 100

// changesUpTo returns the release up to which changes are listed, and the ID of the question after which a page starts: those of the
// key in a cursor or, without one, the newest release.
func (h *handlers) changesUpTo(ctx context.Context, since int, key string) (to *serve.Edition, after string, err error) {
	if key == "" {
		to, err = h.Serve.Latest(ctx, since)
		if bank.HasCode(err, bank.CodeNotFound) {
			err = errUnknownSince(since, "")
		}
		return to, "", err
	}
	parts := strings.Split(key, " ")
	number, err := strconv.Atoi(parts[0])
	if err != nil || len(parts) != 3 || parts[1] == "" || parts[2] == "" {
		return nil, "", errKey
	}
	to, err = h.Serve.Edition(ctx, number)
	if bank.HasCode(err, bank.CodeNotFound) || err == nil && !strings.HasPrefix(to.Summary.Hash, parts[1]) {
		err = &bank.Error{Code: bank.CodeGone, Message: fmt.Sprintf("Release %d, up to which these changes are, is not here any more. Ask for the changes again, without a cursor.", number)}
	}
	return to, parts[2], err
}

func errUnknownSince(number int, hash string) error {
	what := fmt.Sprintf("There is no release %d here", number)
	if hash != "" {
		what = fmt.Sprintf("Release %d has another hash here", number)
	}
	return &bank.Error{Code: bank.CodeGone, Message: what + ", so that what has changed since is not known. Begin again with a dump, or with since=0."}
}

// changesPage returns the page of changes that starts after the question with an ID, "" for the first, and the last ID on it if there are
// more.
func changesPage(to *serve.Edition, since int, after string, limit int) (page openapi.Changes, last string) {
	page = openapi.Changes{
		Since: since, Release: publishedRelease(&to.Summary), Added: []openapi.Question{}, Changed: []openapi.Question{},
		Retired: []openapi.RetiredQuestion{}, Vocabulary: nullable.NewNullNullable[openapi.BankVocabulary](), NextCursor: nullable.NewNullNullable[string](),
	}
	changes := to.Since(since)
	if changes.Vocabulary && after == "" {
		page.Vocabulary = nullable.NewNullableWithValue(bankVocabulary(to))
	}
	listed := 0
	for _, c := range changes.Questions {
		if c.ID <= after && after != "" {
			continue
		}
		if listed == limit {
			return page, last
		}
		listed, last = listed+1, c.ID
		switch {
		case c.Question == nil:
			at, _ := to.Published(c.RetiredIn)
			page.Retired = append(page.Retired, openapi.RetiredQuestion{ID: c.ID, RetiredIn: c.RetiredIn, RetiredAt: at})
		case c.IsNew:
			page.Added = append(page.Added, bareQuestion(*c.Question))
		default:
			page.Changed = append(page.Changed, bareQuestion(*c.Question))
		}
	}
	return page, ""
}
