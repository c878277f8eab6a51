// Verifies a log that was written as tiles, with Go's own note and tlog packages and nothing of ours.
//
//	go_check DIRECTORY VERIFIER_KEY
//
// The directory holds checkpoint, tile/<L>/<N>[.p/<W>] and tile/entries/<N>[.p/<W>]. Exit code 0: all of it is true.
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const tileHeight = 8
const tileWidth = 1 << tileHeight

type tilesInDirectory struct{ directory string }

func (t tilesInDirectory) Height() int { return tileHeight }

func (t tilesInDirectory) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		data, err := os.ReadFile(filepath.Join(t.directory, path(tile)))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

func (t tilesInDirectory) SaveTiles([]tlog.Tile, [][]byte) {}

// Go names the height in its paths, the specification does not.
func path(tile tlog.Tile) string {
	return "tile/" + strings.TrimPrefix(tile.Path(), "tile/8/")
}

func main() {
	if err := check(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func check(directory, verifierKey string) error {
	tree, err := openCheckpoint(directory, verifierKey)
	if err != nil {
		return err
	}
	entries, err := readEntries(directory, tree.N)
	if err != nil {
		return err
	}
	reader := tlog.TileHashReader(tree, tilesInDirectory{directory})

	// Every leaf, each authenticated against the signed root.
	indexes := make([]int64, tree.N)
	for i := range indexes {
		indexes[i] = tlog.StoredHashIndex(0, int64(i))
	}
	leaves, err := reader.ReadHashes(indexes)
	if err != nil {
		return err
	}
	for i, entry := range entries {
		if tlog.RecordHash(entry) != leaves[i] {
			return fmt.Errorf("entry %d does not have the hash of its leaf", i)
		}
	}

	// Proofs as a client would ask for them.
	for i := int64(0); i < tree.N; i += 1 + tree.N/97 {
		proof, err := tlog.ProveRecord(tree.N, i, reader)
		if err != nil {
			return err
		}
		if err := tlog.CheckRecord(proof, tree.N, tree.Hash, i, leaves[i]); err != nil {
			return fmt.Errorf("entry %d: %v", i, err)
		}
	}
	for n := int64(1); n <= tree.N; n += 1 + tree.N/23 {
		older, err := tlog.TreeHash(n, reader)
		if err != nil {
			return err
		}
		proof, err := tlog.ProveTree(tree.N, n, reader)
		if err != nil {
			return err
		}
		if err := tlog.CheckTree(proof, tree.N, tree.Hash, n, older); err != nil {
			return fmt.Errorf("size %d: %v", n, err)
		}
	}
	fmt.Printf("%d entries\n", tree.N)
	return nil
}

// tlog.ParseTree accepts only Go's own first line, so the three lines are read here.
func openCheckpoint(directory, verifierKey string) (tlog.Tree, error) {
	verifier, err := note.NewVerifier(verifierKey)
	if err != nil {
		return tlog.Tree{}, err
	}
	signed, err := os.ReadFile(filepath.Join(directory, "checkpoint"))
	if err != nil {
		return tlog.Tree{}, err
	}
	opened, err := note.Open(signed, note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() || lines[3] != "" {
		return tlog.Tree{}, fmt.Errorf("not a checkpoint: %q", opened.Text)
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tlog.Tree{}, err
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return tlog.Tree{}, fmt.Errorf("not a root: %q", lines[2])
	}
	tree := tlog.Tree{N: size}
	copy(tree.Hash[:], root)
	return tree, nil
}

func readEntries(directory string, size int64) ([][]byte, error) {
	var entries [][]byte
	for n := int64(0); n*tileWidth < size; n++ {
		width := size - n*tileWidth
		if width > tileWidth {
			width = tileWidth
		}
		// Level -1 is Go's name for data; its path says "data" where the specification says "entries".
		name := strings.Replace(path(tlog.Tile{H: tileHeight, L: -1, N: n, W: int(width)}), "tile/data", "tile/entries", 1)
		data, err := os.ReadFile(filepath.Join(directory, name))
		if err != nil {
			return nil, err
		}
		buffer := bytes.NewBuffer(data)
		for i := int64(0); i < width; i++ {
			length := buffer.Next(2)
			if len(length) != 2 {
				return nil, fmt.Errorf("%s is cut short", name)
			}
			entry := buffer.Next(int(binary.BigEndian.Uint16(length)))
			if len(entry) != int(binary.BigEndian.Uint16(length)) {
				return nil, fmt.Errorf("%s is cut short", name)
			}
			entries = append(entries, entry)
		}
		if buffer.Len() != 0 {
			return nil, fmt.Errorf("%s is longer than its entries", name)
		}
	}
	return entries, nil
}
