package exchange

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"

	"twoway/bank"
	"twoway/internal/strictjson"
)

// An exported bank says of which versions its parts are, so that an import can notice what has changed since (see
// bank.Exported). Each part has its version in a member or column of its own: rows can be sorted and moved to other files. The
// manifest lists the versions of all parts: rows can be deleted. Each file has a mark over its versions that the manifest
// lists, too: a file that comes from another export is found out.

const (
	exportedName = "exported"    // the member or column with the version of a part, and what comes before a mark
	manifestName = "export.json" // in a folder
	exportKind   = "export"      // of the manifest's line in JSON Lines
)

// manifest is what an export says about all of its parts.
type manifest struct {
	Kind  string                       `json:"kind,omitempty"`
	About string                       `json:"about"`
	Marks []string                     `json:"marks"`
	Parts map[string]map[string]string `json:"parts"` // versions by kind and ID
}

// versions collects the versions of an export. A nil *versions writes none.
type versions struct {
	of    map[bank.PartID]string
	marks []string
}

// versionsOf returns the versions of content.
func versionsOf(c bank.Content) (*versions, error) {
	parts, err := c.Parts()
	if err != nil {
		return nil, err
	}
	v := &versions{of: map[bank.PartID]string{}}
	for _, p := range parts {
		v.of[bank.PartID{Kind: p.Kind, ID: p.ID}] = p.Fingerprint()
	}
	return v, nil
}

// mark returns the mark of a file with the given parts, which it adds to those of the manifest.
func (v *versions) mark(kind bank.Kind, ids []string) string {
	texts := []string{string(kind)}
	for _, id := range slices.Sorted(slices.Values(ids)) {
		texts = append(texts, id, v.of[bank.PartID{Kind: kind, ID: id}])
	}
	mark := bank.FingerprintOf(texts...)
	v.marks = append(v.marks, mark)
	return mark
}

func (v *versions) manifest() manifest {
	m := manifest{
		About: "bank import reads this file to notice what has changed since the export. Leave it as it is.",
		Marks: append([]string{}, slices.Sorted(slices.Values(v.marks))...), Parts: map[string]map[string]string{},
	}
	for id, version := range v.of {
		if m.Parts[string(id.Kind)] == nil {
			m.Parts[string(id.Kind)] = map[string]string{}
		}
		m.Parts[string(id.Kind)][id.ID] = version
	}
	return m
}

// withManifest returns the files of a folder, with the manifest if there are versions.
func (v *versions) withManifest(files []file) ([]file, error) {
	if v == nil {
		return files, nil
	}
	text, err := json.MarshalIndent(v.manifest(), "", "  ")
	return append(files, file{manifestName, append(text, '\n')}), err
}

// readVersions is what a loader finds about the versions of parts.
type readVersions struct {
	of       map[bank.PartID]string
	marks    map[bank.Kind][]string
	manifest *manifest
}

// exported returns the versions of what was read, nil if it has none.
func (r *readVersions) exported() *bank.Exported {
	if r.manifest == nil && len(r.of) == 0 {
		return nil
	}
	e := &bank.Exported{Versions: map[bank.PartID]string{}}
	var known []string
	if r.manifest != nil {
		known = r.manifest.Marks
		for kind, ids := range r.manifest.Parts {
			for id, version := range ids {
				e.Versions[bank.PartID{Kind: bank.Kind(kind), ID: id}] = version
			}
		}
	}
	maps.Copy(e.Versions, r.of)
	for _, kind := range bank.Kinds() {
		if slices.ContainsFunc(r.marks[kind], func(mark string) bool { return !slices.Contains(known, mark) }) {
			e.Mixed = append(e.Mixed, kind)
		}
	}
	return e
}

// version records the version of a part.
func (l *loader) version(kind bank.Kind, id, version string) {
	if version = strings.TrimSpace(version); version != "" {
		l.versions.of[bank.PartID{Kind: kind, ID: id}] = version
	}
}

// markIn records the mark in the first match of a file's text.
func (l *loader) markIn(kind bank.Kind, text []byte) {
	if m := regexp.MustCompile(`(?m)^# ` + exportedName + `: (v-[0-9a-f]+)\s*$`).FindSubmatch(text); m != nil {
		l.versions.marks[kind] = append(l.versions.marks[kind], string(m[1]))
	}
}

// readManifest reads the manifest of a folder, if it has one.
func (l *loader) readManifest() {
	text, err := l.read(manifestName)
	if errors.Is(err, fs.ErrNotExist) {
		return
	}
	if err == nil {
		err = l.parseManifest(text)
	}
	if err != nil {
		l.fault(manifestName, 0, "This is not the file that was exported. Put that one back, or delete this one: then the import cannot notice what has changed since.")
	}
}

func (l *loader) parseManifest(text []byte) error {
	if _, err := strictjson.Parse(text); err != nil {
		return err
	}
	var m manifest
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&m); err != nil {
		return err
	}
	if l.versions.manifest != nil {
		return fmt.Errorf("a second %s", exportKind)
	}
	l.versions.manifest = &m
	return nil
}
