package apifuzz_test

import (
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"twoway/bank"
)

// offers is how many questions differ between the older and the shipped bank.
const offers = 12

// olderBank returns a bank in which some questions have another text, and one that the shipped bank does not have.
func olderBank(shipped bank.Content) bank.Content {
	older := shipped
	older.Questions = slices.Clone(shipped.Questions)
	for i := range offers {
		older.Questions[i].Reveals = "As it was in an older bank."
	}
	gone := older.Questions[offers]
	gone.ID, gone.PairsWith = "gone-since", nil
	gone.Text = "Which of the shelves in the cellar were painted green in the last year, and by whom?"
	older.Questions = append(older.Questions, gone)
	return older
}

// edit changes the questions in which the older bank differs, one half in the field that the shipped bank changes too.
func edit(t *testing.T, base string, older bank.Content) {
	t.Helper()
	for i := range offers {
		field := []string{"reveals", "how_to_ask"}[i%2]
		change(t, base+"/v1/admin/questions/"+older.Questions[i].ID, field)
	}
	change(t, base+"/v1/admin/questions/gone-since", "reveals")
}

func change(t *testing.T, url, field string) {
	t.Helper()
	var draft struct{ Body map[string]any }
	header, text := call(t, http.MethodGet, url, "", "")
	if err := json.Unmarshal([]byte(text), &draft); err != nil {
		t.Fatal(err)
	}
	draft.Body[field] = "Edited here."
	body, err := json.Marshal(draft.Body)
	if err != nil {
		t.Fatal(err)
	}
	call(t, http.MethodPut, url, header.Get("ETag"), string(body))
}

// call sends a request as an admin, which must succeed.
func call(t *testing.T, method, url, tag, body string) (http.Header, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Content-Type", "application/json")
	if tag != "" {
		r.Header.Set("If-Match", tag)
	}
	w, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Body.Close()
	text, err := io.ReadAll(w.Body)
	if err != nil || w.StatusCode != http.StatusOK {
		t.Fatalf("%s %s: %v, status %d: %s", method, url, err, w.StatusCode, text)
	}
	return w.Header, string(text)
}
