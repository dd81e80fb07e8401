// Writes vectors.json with golang.org/x/mod/sumdb (tlog, note), which shares nothing with ours.
//
// On Debian 12 with the packages golang-go (1.19) and golang-golang-x-mod-dev (0.7.0), from the
// root of the repository:
//
//	GO111MODULE=off GOPATH=/usr/share/gocode go run tests/vectors/notary/make.go > tests/vectors/notary/vectors.json
//
// Leaf i is the number i in decimal. A digest stands for every proof of a range of sizes: SHA-256
// over the hashes of all proofs, in the order of the loops below.
package main

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"os"
	"strconv"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type store []tlog.Hash

func (s store) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	found := make([]tlog.Hash, len(indexes))
	for i, at := range indexes {
		found[i] = s[at]
	}
	return found, nil
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func entry(i int64) []byte { return []byte(strconv.FormatInt(i, 10)) }

func build(n int64) store {
	var s store
	for i := int64(0); i < n; i++ {
		hashes, err := tlog.StoredHashes(i, entry(i), s)
		must(err)
		s = append(s, hashes...)
	}
	return s
}

func add(h hash.Hash, proof []tlog.Hash) {
	for _, one := range proof {
		h.Write(one[:])
	}
}

func all(s store, n int64) (string, string) {
	inclusion, consistency := sha256.New(), sha256.New()
	for size := int64(1); size <= n; size++ {
		for i := int64(0); i < size; i++ {
			proof, err := tlog.ProveRecord(size, i, s)
			must(err)
			add(inclusion, proof)
			tree, err := tlog.ProveTree(size, i+1, s)
			must(err)
			add(consistency, tree)
		}
	}
	return hex.EncodeToString(inclusion.Sum(nil)), hex.EncodeToString(consistency.Sum(nil))
}

// pairs draws (smaller, size) with a congruential generator that any language can repeat.
func pairs(s store, largest int64, count int) (string, string) {
	inclusion, consistency := sha256.New(), sha256.New()
	state := uint64(1)
	next := func() int64 {
		state = state*6364136223846793005 + 1442695040888963407
		return int64(state >> 33)
	}
	for i := 0; i < count; i++ {
		size := next()%largest + 1
		old := next()%size + 1
		proof, err := tlog.ProveRecord(size, old-1, s)
		must(err)
		add(inclusion, proof)
		tree, err := tlog.ProveTree(size, old, s)
		must(err)
		add(consistency, tree)
	}
	return hex.EncodeToString(inclusion.Sum(nil)), hex.EncodeToString(consistency.Sum(nil))
}

func root(s store, n int64) string {
	found, err := tlog.TreeHash(n, s)
	must(err)
	return hex.EncodeToString(found[:])
}

func id(name string, kind byte, public []byte) uint32 {
	sum := sha256.Sum256(append(append([]byte(name+"\n"), kind), public...))
	return binary.BigEndian.Uint32(sum[:])
}

func main() {
	const largest = 5500000
	s := build(largest)
	out := map[string]interface{}{}
	var roots []string
	for n := int64(1); n <= 512; n++ {
		roots = append(roots, root(s, n))
	}
	out["roots"] = roots
	large := map[string]string{}
	for _, n := range []int64{65535, 65536, 65537, 1000000, 1048576, 5499999, largest} {
		large[strconv.FormatInt(n, 10)] = root(s, n)
	}
	out["large_roots"] = large
	digests := map[string]map[string]string{}
	for _, n := range []int64{64, 512, 2048} {
		inclusion, consistency := all(s, n)
		digests[strconv.FormatInt(n, 10)] = map[string]string{
			"inclusion": inclusion, "consistency": consistency}
	}
	out["all"] = digests
	inclusion, consistency := pairs(s, largest, 10000)
	out["pairs"] = map[string]interface{}{"largest": largest, "count": 10000,
		"inclusion": inclusion, "consistency": consistency}

	paths := map[string]string{}
	for _, one := range []tlog.Tile{{8, 0, 0, 256}, {8, 0, 0, 1}, {8, 1, 999, 255}, {8, 2, 1000, 7},
		{8, 0, 1234067, 8}, {8, 3, 1234567890, 256}} {
		paths[fmt.Sprintf("%d/%d/%d", one.L, one.N, one.W)] = "tile/" + one.Path()[len("tile/8/"):]
	}
	out["paths"] = paths
	tiles := map[string]string{}
	for _, one := range tlog.NewTiles(8, 0, 70000) {
		if (one.L == 0 && one.N%100 == 0) || one.L > 0 || one.W < 256 {
			data, err := tlog.ReadTileData(one, s)
			must(err)
			sum := sha256.Sum256(data)
			tiles[fmt.Sprintf("%d/%d/%d", one.L, one.N, one.W)] = hex.EncodeToString(sum[:])
		}
	}
	out["tiles_of_70000"] = tiles

	var seed [32]byte
	for i := range seed {
		seed[i] = byte(i)
	}
	private := ed25519.NewKeyFromSeed(seed[:])
	public := private.Public().(ed25519.PublicKey)
	name := "log.example/vectors"
	skey := fmt.Sprintf("PRIVATE+KEY+%s+%08x+%s", name, id(name, 1, public),
		base64.StdEncoding.EncodeToString(append([]byte{1}, seed[:]...)))
	vkey, err := note.NewEd25519VerifierKey(name, public)
	must(err)
	signer, err := note.NewSigner(skey)
	must(err)
	var checkpoints []string
	for _, n := range []int64{1, 2, 70000} {
		rootHash, err := tlog.TreeHash(n, s)
		must(err)
		text := fmt.Sprintf("%s\n%d\n%s\n", name, n, rootHash.String())
		signed, err := note.Sign(&note.Note{Text: text}, signer)
		must(err)
		checkpoints = append(checkpoints, string(signed))
	}
	text := checkpoints[2][:len(checkpoints[2])-0]
	out["note"] = map[string]interface{}{"seed": hex.EncodeToString(seed[:]), "skey": skey,
		"vkey": vkey, "checkpoints": checkpoints}

	// The cosignature is made with the standard library alone, by the words of the specification.
	witness := "witness.example/vectors"
	body := text[:len(text)-len(text[indexOfBlank(text)+1:])]
	seconds := uint64(1679315147)
	told := fmt.Sprintf("cosignature/v1\ntime %d\n%s", seconds, body)
	data := make([]byte, 12)
	binary.BigEndian.PutUint32(data, id(witness, 4, public))
	binary.BigEndian.PutUint64(data[4:], seconds)
	data = append(data, ed25519.Sign(private, []byte(told))...)
	out["cosignature"] = map[string]interface{}{"seconds": seconds,
		"vkey": fmt.Sprintf("%s+%08x+%s", witness, id(witness, 4, public),
			base64.StdEncoding.EncodeToString(append([]byte{4}, public...))),
		"line": fmt.Sprintf("\u2014 %s %s\n", witness, base64.StdEncoding.EncodeToString(data))}
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetIndent("", " ")
	encoder.SetEscapeHTML(false)
	must(encoder.Encode(out))
}

// indexOfBlank is where the text of a note ends: before its empty line.
func indexOfBlank(text string) int {
	for i := len(text) - 2; i >= 0; i-- {
		if text[i] == '\n' && text[i+1] == '\n' {
			return i
		}
	}
	panic("no note")
}
