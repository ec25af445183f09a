package main

import (
	"context"
	"fmt"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/interpreter"
	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/vm"
	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/metrics"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"github.com/open-policy-agent/opa/v1/topdown"

	"twoway/bank"
	"twoway/internal/bitset"
	"twoway/rules/index"
	"twoway/rules/lang"
)

// finder returns the rules that apply to a profile, both as indices of the task's lists. The set is valid until the next call.
type finder func(profile int) (bitset.Set, error)

// task is the work that every engine does: which of the rules apply to each profile.
type task struct {
	vocabulary *bank.Vocabulary
	texts      []string          // the condition of each rule
	whens      []*lang.Condition // the parsed texts
	profiles   []lang.Profile
}

// ours is rules/index.
func (t *task) ours() (finder, error) {
	meetings := index.NewMeetings(t.vocabulary, t.whens)
	scratch := meetings.NewScratch()
	return func(profile int) (bitset.Set, error) {
		var err error
		applying := meetings.Applying(&t.profiles[profile], scratch, func(rule int) bool {
			err = fmt.Errorf("peers: rule %d failed to run", rule)
			return false
		})
		return applying, err
	}, nil
}

// expr runs the texts unchanged, on a struct: on a pointer or a map it is several times slower.
func (t *task) expr() (finder, error) {
	var programs []*vm.Program
	for _, text := range t.texts {
		p, err := expr.Compile(text, expr.Env(lang.Env{}), expr.AsBool())
		if err != nil {
			return nil, fmt.Errorf("peers: expr: %w", err)
		}
		programs = append(programs, p)
	}
	var envs []any
	for _, p := range t.profiles {
		envs = append(envs, lang.Env{Profile: p})
	}
	found := bitset.New(len(programs))
	var machine vm.VM
	return func(profile int) (bitset.Set, error) {
		clear(found)
		for i, p := range programs {
			out, err := machine.Run(p, envs[profile])
			if err != nil {
				return nil, fmt.Errorf("peers: expr: %w", err)
			}
			if out == true {
				found.Add(i)
			}
		}
		return found, nil
	}, nil
}

// cel runs translated texts. All programs share one frame per profile, which saves almost half of the time.
func (t *task) cel() (finder, error) {
	programs, err := t.celPrograms()
	if err != nil {
		return nil, err
	}
	var inputs []map[string]any // CEL values by variable name, for each profile
	for i := range t.profiles {
		fields := map[string]any{}
		for name, value := range fieldsOf(&t.profiles[i]) {
			fields["profile."+name] = types.DefaultTypeAdapter.NativeToValue(value)
		}
		inputs = append(inputs, fields)
	}
	found := bitset.New(len(programs))
	return func(profile int) (bitset.Set, error) {
		clear(found)
		frame, err := interpreter.NewExecutionFrame(inputs[profile])
		if err != nil {
			return nil, fmt.Errorf("peers: CEL: %w", err)
		}
		defer frame.Close()
		for i, p := range programs {
			out, _, err := p.Eval(frame)
			if err != nil {
				return nil, fmt.Errorf("peers: CEL: %w", err)
			}
			if out == types.True {
				found.Add(i)
			}
		}
		return found, nil
	}, nil
}

func (t *task) celPrograms() ([]cel.Program, error) {
	var variables []cel.EnvOption
	for name, value := range fieldsOf(&lang.Profile{}) {
		kind := cel.StringType
		switch value.(type) {
		case int:
			kind = cel.IntType
		case []string:
			kind = cel.ListType(cel.StringType)
		}
		variables = append(variables, cel.Variable("profile."+name, kind))
	}
	env, err := cel.NewEnv(variables...)
	if err != nil {
		return nil, fmt.Errorf("peers: CEL: %w", err)
	}
	var programs []cel.Program
	for _, when := range t.whens {
		text, err := toCEL(when)
		if err != nil {
			return nil, err
		}
		tree, issues := env.Compile(text)
		if issues.Err() != nil {
			return nil, fmt.Errorf("peers: CEL: %w", issues.Err())
		}
		p, err := env.Program(tree, cel.EvalOptions(cel.OptOptimize))
		if err != nil {
			return nil, fmt.Errorf("peers: CEL: %w", err)
		}
		programs = append(programs, p)
	}
	return programs, nil
}

// opa runs one query for a set to which every applicable rule adds its number. Work that each call would repeat (opening a
// transaction, watching for cancellation, metrics, JSON) is avoided: it takes twice as long as the rules themselves.
func (t *task) opa() (finder, error) {
	ctx := context.Background()
	module, err := t.module()
	if err != nil {
		return nil, err
	}
	store := inmem.New()
	query, err := rego.New(rego.Query("data.peers.applying"), rego.Module("peers.rego", module), rego.Store(store)).PrepareForEval(ctx)
	if err != nil {
		return nil, fmt.Errorf("peers: OPA: %w", err)
	}
	transaction, err := store.NewTransaction(ctx)
	if err != nil {
		return nil, fmt.Errorf("peers: OPA: %w", err)
	}
	var inputs []ast.Value
	for i := range t.profiles {
		input, err := ast.InterfaceToValue(fieldsOf(&t.profiles[i]))
		if err != nil {
			return nil, fmt.Errorf("peers: OPA: %w", err)
		}
		inputs = append(inputs, input)
	}
	found := bitset.New(len(t.whens))
	rawValue := func(out *ast.Term, _ *rego.EvalContext) (any, error) { return out.Value, nil }
	cancel := topdown.NewCancel()
	return func(profile int) (bitset.Set, error) {
		results, err := query.Eval(ctx, rego.EvalParsedInput(inputs[profile]), rego.EvalTransaction(transaction),
			rego.EvalExternalCancel(cancel), rego.EvalMetrics(metrics.NoOp()), rego.EvalGenerateJSON(rawValue))
		if err != nil {
			return nil, fmt.Errorf("peers: OPA: %w", err)
		}
		return found, readNumbers(results, found)
	}, nil
}

// module returns a Rego module with all rules.
func (t *task) module() (string, error) {
	var text strings.Builder
	text.WriteString("package peers\n")
	for i, when := range t.whens {
		bodies, err := toRego(when)
		if err != nil {
			return "", err
		}
		for _, body := range bodies {
			fmt.Fprintf(&text, "applying contains %d if { %s }\n", i, body)
		}
	}
	return text.String(), nil
}

// readNumbers replaces the elements of found by the numbers in OPA's results.
func readNumbers(results rego.ResultSet, found bitset.Set) error {
	clear(found)
	if len(results) != 1 || len(results[0].Expressions) != 1 {
		return fmt.Errorf("peers: unexpected result of OPA: %v", results)
	}
	set, ok := results[0].Expressions[0].Value.(ast.Set)
	if !ok {
		return fmt.Errorf("peers: unexpected result of OPA: %v", results)
	}
	return set.Iter(func(t *ast.Term) error {
		n, isNumber := t.Value.(ast.Number)
		i, isWhole := n.Int()
		if !isNumber || !isWhole {
			return fmt.Errorf("peers: unexpected result of OPA: %v", t)
		}
		found.Add(i)
		return nil
	})
}

// fieldsOf returns the fields of a profile that rules can use, by name.
func fieldsOf(p *lang.Profile) map[string]any {
	return map[string]any{
		"role": p.Role, "seniority": p.Seniority, "stage": p.Stage, "asked_of": p.AskedOf, "level": p.Level,
		"minutes": p.Minutes, "cares": p.Cares, "aspects": p.Aspects,
	}
}
