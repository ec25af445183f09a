package lint_test

import (
	"slices"
	"testing"
)

// TestFishing checks that small talk which gets at a protected basis is found, whatever it names, and that questions about
// work with the same words are not.
func TestFishing(t *testing.T) {
	for _, c := range []struct{ rule, fishing, lawful string }{
		{"fair.age", "You'd be the granny of the team. How does that sit with you?", "Our callers are mostly grannies. How do you make yourself understood?"},
		{"fair.age", "The stairs are a killer, and you're no spring chicken, are you?", "The stairs are steep and we carry boxes. Could you do that?"},
		{"fair.sex_pregnancy_family", "You've lost the baby weight quickly, haven't you?", "We weigh each baby weekly. What would you tell a worried parent?"},
		{"fair.sex_pregnancy_family", "The last two girls went off to have babies, so I'm wary.", "You look after babies now. What does a good morning look like?"},
		{"fair.marital_status", "Is it one pillow or two for the hotel, then?", "A guest asks whether you are married. How would you answer?"},
		{"fair.religion", "You won't be wanting Eid off on top of Christmas, I hope.", "We're open at Eid and at Christmas. Can you work on both days?"},
		{"fair.religion", "We do a bacon bap on Fridays. That won't be a difficulty with the scarf, will it?", "You'd be selling scarves and bacon baps. How do you keep a stall tidy?"},
		{"fair.race_ethnicity_national_origin", "You don't look like who I pictured from the name.", "You pictured the user as a pilot, I read. How did you find that out?"},
		{"fair.race_ethnicity_national_origin", "There's a bit of the islands in how you talk.", "Our callers come from the islands. How do you check that they follow?"},
		{"fair.disability_health_genetic", "I couldn't help seeing the limp. Old injury, is it?", "A patient has a limp and won't use the stick. What do you do?"},
		{"fair.criminal_arrest_record", "Everyone's wild at nineteen. Ever seen a cell from the inside?", "You'd check each cell at nine. What would you look for?"},
		{"fair.military_discharge", "Did you jump from the Navy, or were you thrown out?", "You served in the Navy, I see. What would you use of it here?"},
		{"fair.salary_history", "I'd guess they had you somewhere north of forty before bonus.", "The job pays forty before bonus. Does that work for you?"},
		{"fair.financial_credit", "Bailiffs never been up your path, have they?", "You'd be answering calls about bailiffs. What would you say first?"},
		{"fair.union_membership", "You weren't a steward or anything over there, I take it?", "You were a steward at the stadium, it says. What was a hard night?"},
		{"fair.politics", "Which paper do you read?", "I read your piece on the election. How did you check the figures?"},
		{"fair.citizenship_birthplace", "Papers in order, are they?", "Everyone shows a document on the first day. Can you bring one from this list?"},
		{"fair.photo_appearance", "You'd scrub up nicely with a bit of effort.", "You'd scrub up before each theatre list. What comes first?"},
		{"fair.sexual_orientation_gender_identity", "The lads are old-fashioned. You wouldn't be waving any flags, would you?", "You'd be waving flags at the lorries. Have you done that before?"},
	} {
		if found := fairFindings(c.fishing); !slices.Contains(found, c.rule) {
			t.Errorf("%q: found %v, want %s", c.fishing, found, c.rule)
		}
		if found := fairFindings(c.lawful); len(found) > 0 {
			t.Errorf("%q is rejected: %v", c.lawful, found)
		}
	}
}
