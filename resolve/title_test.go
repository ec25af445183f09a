package resolve_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"twoway/bank"
)

// TestLevels checks the seniority that is read out of job titles, and that ranks of a trade are none.
func TestLevels(t *testing.T) {
	text, err := os.ReadFile("testdata/levels.tsv")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(string(text)) {
		line = strings.TrimRight(line, "\n")
		if strings.HasPrefix(line, "#") {
			continue
		}
		n++
		said, want, _ := strings.Cut(line, "\t")
		if got := resolver().Title(said).Seniority; got != want {
			t.Errorf("%q has seniority %q, want %q", said, got, want)
		}
	}
	if n < 60 {
		t.Errorf("%d cases, want at least 60", n)
	}
}

// TestStatedSeniority checks that a request decides before the title.
func TestStatedSeniority(t *testing.T) {
	for _, c := range []struct{ title, stated, want string }{
		{"Head of marketing", "", "director"}, {"Head of marketing", "senior", "senior"}, {"marketing", "", ""}, {"apprentice electrician", "", "apprentice"},
	} {
		p, reading, err := resolver().Profile(bank.Request{Asker: bank.Candidate, Role: c.title, Seniority: c.stated, Minutes: 5})
		if err != nil || p.Seniority != c.want {
			t.Errorf("%q, %q: seniority %q, %v; want %q", c.title, c.stated, p.Seniority, err, c.want)
		}
		fromTitle := c.want != "" && c.stated == ""
		said := slices.ContainsFunc(reading.Understood[1:], func(u bank.Understood) bool { return c.want != "" && u.ID == c.want && u.Pointer == "/role" })
		if said != fromTitle {
			t.Errorf("%q, %q: understood as %+v", c.title, c.stated, reading.Understood)
		}
	}
}

// TestTitleForms checks that forms of a title mean the same: numbers, genders, British and American spelling, and what stands
// around it in an advert.
func TestTitleForms(t *testing.T) {
	for role, titles := range map[string][]string{
		"sales":                    {"salesman", "saleswoman", "Salesmen", "sales person"},
		"nursing":                  {"Paediatric nurse", "Pediatric nurse", "RN/Registered Nurse - Med/surg - Full Time Nights", "Nurse, Manchester, £32k, nights", "RN ICU", "LVN", "enfermera", "enfermero/a", "infirmier(ère)"},
		"retail":                   {"Kassierer/in", "Kassierer:in", "KassiererIn", "Kassiererin (m/w/d)", "Vendeur H/F", "Verkäuferin", "Verkaeufer (m/w/d)"},
		"office_administration":    {"Sachbearbeiter (m/w/d)", "Executive Assistant (EA)", "Secretary | part time | Cork"},
		"software_engineering":     {"SWE", "SDE2", "Software engineer at Acme", "solution architect", "Sr. SWE II (Remote, US)", "REMOTE Software Developer"},
		"care_work":                {"auxiliaire de vie", "hospital porter", "Live In Carer Job - Hemel Hempstead", "CNA"},
		"cleaning_and_facilities":  {"House Keeper", "Housekeeper", "house-keeper"},
		"social_work":              {"youth development worker"},
		"fitness_and_sport":        {"personal trainer"},
		"accounting":               {"finance officer"},
		"hospitality":              {"café worker", "Barista PT"},
		"allied_health":            {"medical coder"},
		"animal_care":              {"animal shelter worker"},
		"skilled_trades":           {"HVAC mechanic", "Plumber - immediately hiring"},
		"medicine":                 {"PA-C"},
		"project_management":       {"TPM", "Program/Delivery Manager"},
		"customer_support":         {"Director, Customer Success", "Customer Success Manager - New York - 10153"},
		"human_resources":          {"Manager of Career and Employee Relations"},
		"engineering_management":   {"VP of Engineering"},
		"executive_leadership":     {"CEO of a start-up", "CFO"},
		"quality_assurance":        {"QA engineer"},
		"aviation_and_maritime":    {"flight dispatcher"},
		"higher_education":         {"Associate Professor", "Lecturer in law"},
		"journalism_and_media":     {"Sports journalist"},
		"manufacturing":            {"Machine operator (nights)"},
		"protective_services":      {"Security Officer - Customer Service"},
		"school_teaching":          {"Primary school teacher, year 4"},
		"architecture":             {"Architect"},
		"banking_and_insurance":    {"Mortgage adviser"},
		"beauty_and_personal_care": {"hair stylist"},
	} {
		for _, title := range titles {
			if got := resolver().Title(title); got.Role != role {
				t.Errorf("%q is %q %v, want %s", title, got.Role, got.Nearest, role)
			}
		}
	}
}

// TestNoWrongGuess checks titles whose words belong to several trades: they are not taken for one of them.
func TestNoWrongGuess(t *testing.T) {
	for title, reason := range map[string]bank.WhyNot{
		"programme trainee": bank.ReasonUnknown, "governance officer": bank.ReasonUnknown, "PM": bank.ReasonUnknown, "development officer": bank.ReasonUnknown,
		"Sales and marketing manager": bank.ReasonAmbiguous, "HR and payroll administrator": bank.ReasonAmbiguous, "engineer": bank.ReasonAmbiguous,
		"operator": bank.ReasonAmbiguous, "drafter": bank.ReasonAmbiguous, "flurb technician": bank.ReasonUnknown,
	} {
		got := resolver().Title(title)
		if got.Role != "" || got.Reason != reason || reason == bank.ReasonAmbiguous && len(got.Nearest) < 2 {
			t.Errorf("%q: %+v, want it to be %s", title, got, reason)
		}
	}
}
