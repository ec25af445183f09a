package drafts

import (
	"golang.org/x/text/unicode/norm"

	"twoway/bank"
)

// checkTexts returns advice on texts of every kind of part that were pasted rather than written: HTML, odd blanks, and letters
// that are not composed (not in NFC). A pointer is as in bank.Content.Validate.
func checkTexts(c *bank.Content) []Remark {
	var remarks []Remark
	c.EachText(func(pointer func() string, field, text string) {
		if bank.IsRuleText(field) {
			return
		}
		f, found := bank.AdviseText("", text)
		if !norm.NFC.IsNormalString(text) {
			if !found {
				f = bank.Fault{Code: bank.FaultUntidyText, Detail: "This has letters whose accents are separate characters.", Fix: bank.Tidy(text)}
			}
			f.Fix, found = norm.NFC.String(f.Fix), true
		}
		if found {
			f.Pointer = pointer()
			remarks = append(remarks, Remark{Fault: f})
		}
	})
	return remarks
}
