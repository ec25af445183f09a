package app_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"twoway/internal/programtest"
)

// TestBouncer starts three programs at once on an empty database behind PgBouncer in transaction mode. Two others then serve,
// one edits and publishes, and the other follows.
func TestBouncer(t *testing.T) {
	const token = "the admin token of this test"
	flags := []string{"--database-url", postgres.Bouncer(t, 2)(postgres.Database(t)), "--admin-token", token}
	t.Run("at once", func(t *testing.T) {
		for i := range 3 {
			t.Run(fmt.Sprint(i), func(t *testing.T) {
				t.Parallel()
				base := programtest.Start(t, flags...)
				if status, answer := programtest.Post(t, base, programtest.Engineer); status != http.StatusOK || !strings.Contains(answer, `"number":1`) {
					t.Errorf("%d %.200s", status, answer)
				}
			})
		}
	})
	one, other := programtest.Start(t, flags...), programtest.Start(t, flags...)
	admin := func(base, method, path, tag, body string) (etag, text string) {
		t.Helper()
		request, err := http.NewRequestWithContext(t.Context(), method, base+"/v1/admin"+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		for name, value := range map[string]string{"Authorization": "Bearer " + token, "Content-Type": "application/json", "If-Match": tag} {
			request.Header.Set(name, value)
		}
		r, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Body.Close()
		answer, err := io.ReadAll(r.Body)
		if err != nil || r.StatusCode >= 300 {
			t.Fatalf("%s %s: %d %s, %v", method, path, r.StatusCode, answer, err)
		}
		return r.Header.Get("ETag"), string(answer)
	}
	for i := range 5 { // alternately, so that each reads what the other has written
		base := []string{one, other}[i%2]
		tag, _ := admin(base, http.MethodGet, "/weights", "", "")
		admin(base, http.MethodPut, "/weights", tag, fmt.Sprintf(`{"care_order":[60,40],"care_only":%d,"repeat":[100,50],"variety":0}`, 20+i))
	}
	tag, _ := admin(other, http.MethodGet, "/releases", "", "")
	admin(one, http.MethodPost, "/releases", tag, `{"note":"through the bouncer"}`)
	for started := time.Now(); !strings.Contains(programtest.Get(t, other+"/readyz"), `"number":2`); time.Sleep(50 * time.Millisecond) {
		if time.Since(started) > 30*time.Second {
			t.Fatalf("the other program does not follow: %s", programtest.Get(t, other+"/readyz"))
		}
	}
	for _, path := range []string{"/audit", "/replicas", "/upgrades", "/questions?limit=3"} {
		admin(other, http.MethodGet, path, "", "")
	}
}
