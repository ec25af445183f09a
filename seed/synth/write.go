package synth

import (
	"fmt"
	"os"
	"path/filepath"

	"go.yaml.in/yaml/v3"

	"twoway/bank"
)

// Write puts a bank into a folder, in the form that package seed reads. The folder is made if need be.
func Write(dir string, c bank.Content) error {
	v := c.Vocabulary
	for _, file := range []struct {
		name string
		list any
	}{
		{"vocabulary/seniorities.yaml", v.Seniorities},
		{"vocabulary/stages.yaml", v.Stages},
		{"vocabulary/asked_of.yaml", v.AskedOf},
		{"vocabulary/cares.yaml", v.Cares},
		{"vocabulary/topics.yaml", v.Topics},
		{"vocabulary/discloses.yaml", v.Discloses},
		{"vocabulary/roles/all.yaml", v.Roles},
		{"weights.yaml", c.Weights},
		{"questions/synthetic.yaml", c.Questions},
		{"rules/synthetic.yaml", c.Rules},
		{"near_duplicates.yaml", c.NearDuplicates},
	} {
		text, err := yaml.Marshal(file.list)
		if err != nil {
			return fmt.Errorf("synth: %s: %w", file.name, err)
		}
		path := filepath.Join(dir, file.name)
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			return fmt.Errorf("synth: %w", err)
		}
		if err := os.WriteFile(path, text, 0o600); err != nil {
			return fmt.Errorf("synth: %w", err)
		}
	}
	return nil
}
