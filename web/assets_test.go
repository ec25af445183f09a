package web_test

import (
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// luminance returns the relative luminance of a colour "#rrggbb", as WCAG 2 defines it: from 0 to 1.
func luminance(t *testing.T, colour string) float64 {
	t.Helper()
	rgb, err := strconv.ParseUint(strings.TrimPrefix(colour, "#"), 16, 32)
	if err != nil || len(colour) != len("#rrggbb") {
		t.Fatalf("%q is not a colour", colour)
	}
	sum := 0.0
	for shift, weight := range map[uint]float64{16: 0.2126, 8: 0.7152, 0: 0.0722} {
		part := float64(rgb>>shift&0xff) / 0xff
		if part <= 0.04045 {
			sum += weight * part / 12.92
		} else {
			sum += weight * math.Pow((part+0.055)/1.055, 2.4)
		}
	}
	return sum
}

// TestContrast checks that the contrast is at least 4.5 : 1 for text and 3 : 1 for the edges of controls, in both schemes.
func TestContrast(t *testing.T) {
	css, err := os.ReadFile("static/style.css")
	if err != nil {
		t.Fatal(err)
	}
	schemes := regexp.MustCompile(`(?s):root \{.*?\}`).FindAllString(string(css), 2)
	for scheme, block := range map[string]string{"light": schemes[0], "dark": schemes[1]} {
		colours := map[string]string{}
		for _, m := range regexp.MustCompile(`--([a-z-]+): (#[0-9a-f]{6});`).FindAllStringSubmatch(block, -1) {
			colours[m[1]] = m[2]
		}
		for _, pair := range []struct {
			minimum                float64
			foreground, background string
		}{
			{4.5, "ink", "paper"},
			{4.5, "ink", "card"},
			{4.5, "ink", "tint"},
			{4.5, "muted", "paper"},
			{4.5, "muted", "card"},
			{4.5, "muted", "tint"},
			{4.5, "accent", "paper"},
			{4.5, "accent", "card"},
			{4.5, "accent", "tint"},
			{4.5, "on-accent", "accent"},
			{4.5, "fault", "paper"},
			{3, "edge", "paper"},
			{3, "edge", "card"},
			{3, "edge", "tint"},
		} {
			a, b := luminance(t, colours[pair.foreground]), luminance(t, colours[pair.background])
			if got := (max(a, b) + 0.05) / (min(a, b) + 0.05); got < pair.minimum {
				t.Errorf("%s: %s on %s is %.2f : 1, want at least %.1f : 1", scheme, pair.foreground, pair.background, got, pair.minimum)
			}
		}
	}
}
