package apifuzz

import (
	"strconv"
	"strings"
)

// headerBreakers returns those that change the header.
func headerBreakers() []breaker {
	return []breaker{
		{"content type", breakContentType},
		{"content encoding", func(m *maker, p *probe) bool {
			p.set("Content-Encoding", oneOf(m, "gzip", "deflate", "br", "gzip, identity"))
			p.want = []int{415}
			return p.op.body != nil
		}},
		{"authorization", breakAuthorization},
		{"no authorization", func(_ *maker, p *probe) bool {
			p.drop("Authorization")
			p.want = []int{401, 429}
			return p.op.secured
		}},
		{"If-Match", breakIfMatch},
		{"no If-Match", func(_ *maker, p *probe) bool {
			p.drop("If-Match")
			p.want = []int{428}
			return p.op.takesIfMatch()
		}},
		{"large header", func(m *maker, p *probe) bool {
			size := oneOf(m, 1000, 8000, 80000)
			p.headers = append(p.headers, header{"X-Padding", strings.Repeat("x", size)})
			if p.below = size > 64<<10; p.below {
				p.want = []int{431}
			}
			return true
		}},
		{"odd header", breakHeader},
	}
}

func breakContentType(m *maker, p *probe) bool {
	if p.op.body == nil {
		return false
	}
	p.drop("Content-Type")
	if fine := oneOf(m, "", "application/json; charset=UTF-8", "Application/JSON", "application/json;charset=\"utf-8\""); fine != "" && m.chance(50) {
		p.set("Content-Type", fine)
		return true
	}
	p.want = []int{415}
	if kind := oneOf(
		m, "", "text/plain", "application/json; charset=latin1", "application/jsonp", "application/json, text/plain", "garbage;;", "application/*",
		"application/problem+json", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded",
	); kind != "" {
		p.set("Content-Type", kind)
	}
	return true
}

func breakAuthorization(m *maker, p *probe) bool {
	if !p.op.secured {
		p.set("Authorization", oneOf(m, "Bearer x", "Basic eDp5", "")) // which nobody asked for
		return true
	}
	p.want = []int{401, 429}
	p.set("Authorization", oneOf(
		m, "Bearer", "Bearer ", "Basic "+m.token, m.token, "Bearer "+m.token+"x", "Bearer "+m.token[1:], "Bearer "+strings.ToUpper(m.token),
		"Bearer x "+m.token, "Bearer "+strings.Repeat("x", 5000), "", "Digest username=\"x\"", "Bearer \xff\xfe", "Bearer "+m.token+","+m.token,
	))
	return true
}

// breakIfMatch sends tags that are wrong, or that are right in a way of which HTTP says something of its own.
func breakIfMatch(m *maker, p *probe) bool {
	if !p.op.takesIfMatch() {
		return false
	}
	tag := p.get("If-Match")
	version, _ := strconv.Atoi(strings.Trim(tag, `"`))
	wrong := []int{400, 404, 409, 412, 422, 428}
	if m.chance(30) {
		p.headers = append(p.headers, header{"If-Match", oneOf(m, tag, `"0"`, "")})
		return true
	}
	if m.chance(30) {
		p.set("If-Match", oneOf(m, "*", `"0", `+tag, tag+`, "0"`, "W/"+tag))
		return true
	}
	p.want = wrong
	p.set("If-Match", oneOf(
		m, strings.Trim(tag, `"`), strconv.Quote(strconv.Itoa(version+1)), strconv.Quote(strconv.Itoa(version-1)), `"-1"`, `""`, `"`, `"x"`,
		`"99999999999999999999"`, `"0`+strings.Trim(tag, `"`)+`"`, `"+`+strings.Trim(tag, `"`)+`"`, strings.Repeat(`"0",`, 40), "\xff", `"1" x`, "'1'",
	))
	return true
}

func breakHeader(m *maker, p *probe) bool {
	h := oneOf(
		m, header{"Accept", "image/png"}, header{"Accept", ";;"}, header{"Accept-Encoding", "gzip"}, header{"Accept-Encoding", "br, gzip;q=0.5"}, header{"X-Request-Id", "a b"}, header{"X-Forwarded-For", "::1"},
		header{"Accept", "text/html"}, header{"Range", "bytes=0-1"}, header{"If-None-Match", "*"}, header{"X-HTTP-Method-Override", "DELETE"},
		header{"Origin", "http://elsewhere.example"}, header{"Connection", "close"}, header{"Cookie", "a=\xff"}, header{"Host", "elsewhere.example"},
		header{"If-Modified-Since", "Sat, 01 Jan 2000 00:00:00 GMT"}, header{"Upgrade", "h2c"}, header{"Connection", "Upgrade, HTTP2-Settings"},
		header{"Content-Length", "x"}, header{"Transfer-Encoding", "gzip"}, header{"Host", "a b"}, header{"A B", "c"}, header{"X", "\x00"},
	)
	p.headers = append(p.headers, h)
	switch h.name {
	case "Content-Length", "Transfer-Encoding", "A B", "X":
		p.below = true
	case "Host":
		p.below = strings.Contains(h.value, " ")
	}
	return true
}
