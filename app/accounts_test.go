package app_test

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"twoway/app"
	"twoway/internal/programtest"
)

// printed runs the program until it has printed something that matches, and returns that and everything else that it has printed.
func printed(t *testing.T, what *regexp.Regexp, args ...string) (found, output string) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), 30*time.Second)
	defer stop()
	var stdout, stderr programtest.Output
	done := make(chan error, 1)
	contract := app.Contract(programtest.File(t, "openapi.yaml"))
	go func() {
		done <- app.Run(ctx, contract, append([]string{"serve", "--listen", "127.0.0.1:0", "--data-dir", t.TempDir()}, args...), programtest.NoEnvironment,
			app.Terminal{In: strings.NewReader(""), Out: &stdout, Err: &stderr})
	}()
	for ctx.Err() == nil && found == "" {
		found = what.FindString(stdout.String())
		time.Sleep(10 * time.Millisecond)
	}
	if found == "" {
		t.Fatalf("not printed: %s\n%s%s", what, stdout.String(), stderr.String())
	}
	stop()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	return found, stdout.String() + "\n-- log --\n" + stderr.String()
}

// TestFirstOwnerLink: each start prints another link, which is in no log, until there is an owner.
func TestFirstOwnerLink(t *testing.T) {
	onBothDatabases(t, func(t *testing.T, flags ...string) {
		link := regexp.MustCompile(`http://127\.0\.0\.1:\d+/in/admin/welcome/[a-z2-7]{52}\n`)
		first, output := printed(t, link, append(flags, "--base-path", "/in")...)
		if strings.Count(output, "/welcome/") != 1 || strings.Contains(output[strings.Index(output, "-- log --"):], "welcome") {
			t.Errorf("%s", output)
		}
		second, _ := printed(t, link, append(flags, "--base-path", "/in")...)
		if first[len(first)-20:] == second[len(second)-20:] {
			t.Error("the second start prints the same link")
		}
		create := append([]string{"admin", "create", "--email", "kim@example.org", "--name", "Kim", "--password-stdin"}, flags...)
		for password, want := range map[string]string{"short": "at least 12 characters", "kim@example.org": "must not be the e-mail address"} {
			_, _, err := programtest.Run(t, password, create...)
			if !strings.Contains(programtest.ErrorText(err), want) {
				t.Errorf("%s: %v", password, err)
			}
		}
		out, _, err := programtest.Run(t, "correct horse battery staple\r\n", create...)
		if err != nil || !strings.Contains(out, "can log in at http://127.0.0.1:8080/admin/login") {
			t.Fatal(out, err)
		}
		_, output = printed(t, regexp.MustCompile(`Press Ctrl\+C`), flags...)
		if strings.Contains(output, "welcome") {
			t.Errorf("with an owner, the program prints %s", output)
		}
		base := programtest.Start(t, flags...)
		b := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		r, err := b.PostForm(base+"/admin/login", url.Values{"email": {"kim@example.org"}, "password": {"correct horse battery staple"}})
		if err != nil || r.StatusCode != http.StatusSeeOther || !strings.HasPrefix(r.Header.Get("Set-Cookie"), "twoway_session=") {
			t.Errorf("%v %v", r, err)
		}
		r.Body.Close()
	})
}

// TestKeyCommands creates, lists and revokes a key, which a running program then refuses.
func TestKeyCommands(t *testing.T) {
	onBothDatabases(t, func(t *testing.T, flags ...string) {
		base := programtest.Start(t, flags...)
		with := func(args ...string) []string { return append(args, flags...) }
		key := strings.TrimSpace(programtest.MustRun(t, with("key", "create", "--name", "Ward", "--role", "editor", "--expires", "2099-12-31")...))
		status := func() int {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base+"/v1/admin/rules", nil)
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Authorization", "Bearer "+key)
			w, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			w.Body.Close()
			return w.StatusCode
		}
		if got := status(); got != http.StatusOK {
			t.Errorf("a new key: %d", got)
		}
		list := programtest.MustRun(t, with("key", "list")...)
		if !regexp.MustCompile(`^[a-z2-7]{12}  editor     active   expires 2100-01-01 00:00 UTC  used never  Ward\n$`).MatchString(list) {
			t.Errorf("the list is %q", list)
		}
		programtest.MustRun(t, with("key", "revoke", list[:12])...)
		if got := status(); got != http.StatusUnauthorized {
			t.Errorf("a revoked key: %d", got)
		}
	})
	for args, want := range map[string]string{
		"key create --name x --role owner": "must be one of", "key create --name x --role viewer --expires tomorrow": "expires",
		"key create --name x --role viewer --expires 2020-01-01": "in the future", "admin create --email x --name y": "not an e-mail address",
		"serve --oidc-issuer https://issuer.example": "belong together", "serve --oidc-issuer ftp://x --oidc-client-id y": "must start with https://",
		"serve --trusted-proxies proxy": "not an IP address", "key list": "no database", "admin reset --email x@example.org": "no database",
	} {
		_, _, err := programtest.Run(t, "", append(strings.Fields(args), "--data-dir", t.TempDir())...)
		if !strings.Contains(programtest.ErrorText(err), want) {
			t.Errorf("%s: %v, want %q", args, err, want)
		}
	}
}
