package pgtest

// Newest chooses among the versions of a program.
func Newest(paths []string) string { return newest(paths) }

// Folder is where a server keeps its files.
func (s *Server) Folder() string { return s.folder }
