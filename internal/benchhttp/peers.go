package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
)

// The kinds of programs that the product is compared with. Each runs as a process of its own, as the product does.
const (
	bare   = "bare"   // Gin reads the body and writes one ready slice
	unread = "unread" // the same without reading the body: the limit of Gin itself
	table  = "table"  // Gin and GORM select twelve rows of PostgreSQL
)

// kindVariable says to a process of this program which kind it is; sizeVariable has the size of its answers, in bytes, and
// databaseVariable the URL of its database.
const (
	kindVariable     = "BENCH_KIND"
	sizeVariable     = "BENCH_SIZE"
	databaseVariable = "BENCH_DATABASE"
)

// row is a question as a plain program would keep it.
type row struct {
	ID   int
	Role string `gorm:"index"`
	Text string
}

// rowsOfAnswer is how many rows the plain program selects, and roles from how many roles.
const (
	rowsOfAnswer = 12
	roles        = 55
)

// serve runs a program of a kind until its standard input is closed, and prints its address.
func serve(kind string) error {
	gin.SetMode(gin.ReleaseMode)
	size, err := strconv.Atoi(os.Getenv(sizeVariable))
	if err != nil {
		return err
	}
	router := gin.New()
	ready := bytes.Repeat([]byte("x"), size)
	switch kind {
	case bare:
		router.POST("/", func(c *gin.Context) {
			if _, err := io.ReadAll(c.Request.Body); err != nil {
				_ = c.AbortWithError(http.StatusBadRequest, err)
				return
			}
			c.Data(http.StatusOK, "application/json", ready)
		})
	case unread:
		router.POST("/", func(c *gin.Context) { c.Data(http.StatusOK, "application/json", ready) })
	case table:
		db, err := openTable(os.Getenv(databaseVariable))
		if err != nil {
			return err
		}
		router.POST("/", func(c *gin.Context) { answerRows(c, db) })
	}
	listener, address, err := listen()
	if err != nil {
		return err
	}
	fmt.Println(address)
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	return http.Serve(listener, router) //nolint:gosec // timeouts would only add work that the others do not have
}

func openTable(url string) (*gorm.DB, error) {
	db, err := gorm.Open(postgres.Open(url), &gorm.Config{SkipDefaultTransaction: true, PrepareStmt: true})
	if err != nil {
		return nil, err
	}
	pool, err := db.DB()
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(connections / 2)
	pool.SetMaxIdleConns(connections / 2)
	return db, nil
}

// fillTable creates the rows of the plain program, each with its share of an answer of size bytes.
func fillTable(url string, size int) error {
	db, err := openTable(url)
	if err != nil {
		return err
	}
	if err := db.AutoMigrate(&row{}); err != nil {
		return err
	}
	var rows []row
	for i := range 4000 {
		rows = append(rows, row{ID: i + 1, Role: "role-" + strconv.Itoa(i%roles), Text: strings.Repeat("y", size/rowsOfAnswer)})
	}
	err = db.CreateInBatches(rows, 200).Error
	pool, _ := db.DB()
	_ = pool.Close()
	return err
}

func answerRows(c *gin.Context, db *gorm.DB) {
	body, err := io.ReadAll(c.Request.Body)
	if err != nil {
		_ = c.AbortWithError(http.StatusBadRequest, err)
		return
	}
	var rows []row
	role := "role-" + strconv.Itoa(len(body)%roles)
	if err := db.WithContext(c.Request.Context()).Where("role = ?", role).Order("id").Limit(rowsOfAnswer).Find(&rows).Error; err != nil {
		_ = c.AbortWithError(http.StatusInternalServerError, err)
		return
	}
	c.JSON(http.StatusOK, rows)
}

// peer is a running program of a kind.
type peer struct {
	address string
	stop    func()
}

// startPeer starts a program of a kind whose answers have a size.
func startPeer(ctx context.Context, kind string, size int, database string) (*peer, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, self)
	cmd.Env = append(os.Environ(), kindVariable+"="+kind, sizeVariable+"="+strconv.Itoa(size), databaseVariable+"="+database)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	stop := func() { _ = in.Close(); _ = cmd.Wait() }
	line := make([]byte, 64)
	n, err := out.Read(line)
	if err != nil {
		stop()
		return nil, fmt.Errorf("%s: %w", kind, err)
	}
	return &peer{strings.TrimSpace(string(line[:n])), stop}, nil
}

// listen listens on a free port of this machine.
func listen() (net.Listener, string, error) {
	listener, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, "", err
	}
	return listener, listener.Addr().String(), nil
}
