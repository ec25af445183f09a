package pgtest

// Newest returns the path with the highest version.
func Newest(paths []string) string { return newest(paths) }

// Folder returns the folder of the server's files.
func (s *Server) Folder() string { return s.folder }
