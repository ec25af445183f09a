package admin

import (
	"slices"
	"strconv"
	"strings"

	"twoway/bank"
)

// faultsAt returns the faults of a field, which is not one of rows.
func (f *wordForm) faultsAt(field wordField, name string) []faultView {
	at := "/" + strings.ReplaceAll(name, ".", "/")
	var views []faultView
	for _, fault := range f.faults {
		pointer := f.shownAt(fault.Pointer)
		isInside := strings.HasPrefix(pointer, at+"/") && field.as != asRows
		if pointer != at && !isInside {
			continue
		}
		views = append(views, f.fault(field, fault))
	}
	return views
}

// shownAt returns the pointer of the field beside which a fault is shown: the ID of a row is made from the field that names it.
func (f *wordForm) shownAt(pointer string) string {
	steps := bank.PointerSteps(pointer)
	const inRow = 3 // the field, the number of the row, the member
	if len(steps) != inRow || steps[2] != rowID(steps[0]) {
		return pointer
	}
	for _, field := range fieldsOf(f.kind) {
		if field.as == asRows && field.name == steps[0] {
			return "/" + steps[0] + "/" + steps[1] + "/" + field.rows[0].name
		}
	}
	return pointer
}

// fault returns a fault in words.
func (f *wordForm) fault(field wordField, fault bank.Fault) faultView {
	view := faultView{Text: fault.Detail, Pointer: fault.Pointer, Check: f.check}
	if field.as == asThing && fault.Code == bank.FaultUnknownValue {
		view.Text = f.v.words.T("admin.words.fault.thing", "Text", f.offers.label(fault.On))
	} else if key := "admin.words.fault." + field.of; fault.Code == bank.FaultUnknownValue && field.of != "" && f.v.words.Has(key) {
		view.Text = f.v.words.T(key)
	} else if key := "admin.words.fault." + fault.Code; f.v.words.Has(key) {
		view.Text = f.v.words.T(key)
	}
	if view.Fix = fault.Fix; field.as == asThing && fault.Fix != "" {
		view.Fix = f.offers.label(fault.Fix)
	}
	return view
}

// located returns a fault in words that say where it is.
func (f *wordForm) located(fault bank.Fault) faultView {
	steps := bank.PointerSteps(f.shownAt(fault.Pointer))
	var at wordField
	var where []string
	var name string
	fields, prefix := fieldsOf(f.kind), ""
	for i := 0; i < len(steps); i++ {
		j := slices.IndexFunc(fields, func(field wordField) bool {
			return field.name == steps[i] || field.name == strings.Join(steps[i:min(len(steps), i+2)], ".")
		})
		if j < 0 {
			break
		}
		at = fields[j]
		name = prefix + at.name
		where = append(where, f.label(at, prefix))
		if at.as != asRows || i+1 == len(steps) {
			break
		}
		i++ // the number of the row
		prefix, fields = name+"."+steps[i]+".", at.rows
		if row, err := strconv.Atoi(steps[i]); err == nil {
			where[len(where)-1] += " " + strconv.Itoa(row+1)
		}
	}
	view := f.fault(at, fault)
	view.Where, view.Field = strings.Join(where, ", "), name
	return view
}

// fix puts what was meant in the place of a fault.
func (f *wordForm) fix(body map[string]any, pointer string) {
	i := slices.IndexFunc(f.faults, func(fault bank.Fault) bool { return fault.Pointer == pointer && fault.Fix != "" })
	if i < 0 {
		return
	}
	var at any = body
	steps := bank.PointerSteps(pointer)
	for n, step := range steps {
		isLast := n == len(steps)-1
		switch container := at.(type) {
		case map[string]any:
			if at = container[step]; isLast {
				container[step] = f.faults[i].Fix
			}
		case []any:
			index, err := strconv.Atoi(step)
			if err != nil || index < 0 || index >= len(container) {
				return
			}
			if at = container[index]; isLast {
				container[index] = f.faults[i].Fix
			}
		}
	}
}
