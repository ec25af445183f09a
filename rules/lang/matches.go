package lang

import (
	"slices"
	"strconv"
	"strings"
)

// Matches reports whether a condition is true, with the same result as running its text. It allocates only if the
// condition has an opaque part; ok is false if evaluating such a part fails, which an admitted condition never does.
func (c *Condition) Matches(env *Env) (holds, ok bool) {
	switch c.Form {
	case Always:
		return true, true
	case Never:
		return false, true
	case And, Or:
		return c.joined(env)
	case Not:
		holds, ok = c.Parts[0].Matches(env)
		return !holds, ok
	case OneOf:
		_, found := slices.BinarySearch(c.Texts, env.Text(c.Left))
		return found, true
	case Has:
		return slices.Contains(env.List(c.Left), c.Texts[0]), true
	case Between:
		n := env.Number(c.Left)
		return c.Low <= n && n <= c.High, true
	case Length:
		n := len(env.List(c.Left))
		return c.Low <= n && n <= c.High, true
	case Same:
		return env.Text(c.Left) == env.Text(c.Right), true
	case SameNumber:
		return env.Number(c.Left) == env.Number(c.Right), true
	case Member:
		return slices.Contains(env.List(c.Right), env.Text(c.Left)), true
	case Shares:
		other := env.List(c.Right)
		return slices.ContainsFunc(env.List(c.Left), func(s string) bool { return slices.Contains(other, s) }), true
	case Opaque:
	}
	return c.Holds(*env)
}

func (c *Condition) joined(env *Env) (holds, ok bool) {
	for i := range c.Parts {
		holds, ok = c.Parts[i].Matches(env)
		if !ok || holds == (c.Form == Or) {
			return holds, ok
		}
	}
	return c.Form == And, true
}

// Format returns the value of a field as it is written in a rule.
func (e *Env) Format(f Field) string {
	switch fields(f.Object)[f.Name].kind {
	case integer:
		return strconv.Itoa(e.Number(f))
	case texts:
		var list []string
		for _, s := range e.List(f) {
			list = append(list, quoted(s))
		}
		return "[" + strings.Join(list, ", ") + "]"
	case unknown, boolean, text, integers:
	}
	return quoted(e.Text(f))
}

// Text returns the value of a text field.
func (e *Env) Text(f Field) string {
	if f.Object == "profile" {
		return e.Profile.Text(f.Name)
	}
	return e.Question.Text(f.Name)
}

// List returns the value of a list field. The caller must not change it.
func (e *Env) List(f Field) []string {
	if f.Object == "profile" {
		return e.Profile.List(f.Name)
	}
	return e.Question.List(f.Name)
}

// Number returns the value of a number field.
func (e *Env) Number(f Field) int {
	if f.Object == "profile" {
		return e.Profile.Number(f.Name)
	}
	return e.Question.Number(f.Name)
}

// Text returns the value of a text field.
func (p *Profile) Text(name string) string {
	switch name {
	case "role":
		return p.Role
	case "seniority":
		return p.Seniority
	case "stage":
		return p.Stage
	case "work":
		return p.Work
	}
	return p.AskedOf
}

// List returns the value of a list field. The caller must not change it.
func (p *Profile) List(name string) []string {
	switch name {
	case "cares":
		return p.Cares
	case "terms":
		return p.Terms
	case "competencies":
		return p.Competencies
	case "requirements":
		return p.Requirements
	}
	return p.Aspects
}

// Number returns the value of a number field.
func (p *Profile) Number(name string) int {
	if name == "level" {
		return p.Level
	}
	return p.Minutes
}

// Text returns the value of a text field.
func (q *Question) Text(name string) string {
	switch name {
	case "id":
		return q.ID
	case "topic":
		return q.Topic
	case "about":
		return q.About
	case "requirement":
		return q.Requirement
	}
	return q.Format
}

// List returns the value of a list field. The caller must not change it.
func (q *Question) List(name string) []string {
	switch name {
	case "cares":
		return q.Cares
	case "aspects":
		return q.Aspects
	case "roles":
		return q.Roles
	case "stages":
		return q.Stages
	case "asked_of":
		return q.AskedOf
	case "discloses":
		return q.Discloses
	case "skills":
		return q.Skills
	}
	return q.PairsWith
}

// Number returns the value of a number field.
func (q *Question) Number(name string) int {
	switch name {
	case "minutes":
		return q.Minutes
	case "depth":
		return q.Depth
	case "from_level":
		return q.FromLevel
	}
	return q.ToLevel
}
