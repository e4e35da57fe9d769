package fetchtest

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"strings"
	"sync"
)

// A Network joins HTTP servers and clients of one process by pipes. It knows
// http addresses only. The zero value is ready to use; Close must be called.
type Network struct {
	mu         sync.Mutex
	hosts      map[string]*pipeListener
	servers    []*http.Server
	transports []*http.Transport
	running    sync.WaitGroup
}

// Serve starts a server that answers for a host name.
func (n *Network) Serve(host string, h http.Handler) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.hosts == nil {
		n.hosts = map[string]*pipeListener{}
	}
	l := &pipeListener{name: host, conns: make(chan net.Conn), done: make(chan struct{})}
	counted := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n.running.Add(1)
		defer n.running.Done()
		h.ServeHTTP(w, r)
	})
	s := &http.Server{Handler: counted, ErrorLog: log.New(io.Discard, "", 0)}
	n.hosts[strings.ToLower(host)] = l
	n.servers = append(n.servers, s)
	n.running.Go(func() { _ = s.Serve(l) }) // ends with Close
}

// Transport returns a transport that reaches the hosts of the network and
// nothing else.
func (n *Network) Transport() *http.Transport {
	t := &http.Transport{DialContext: n.dial, DisableCompression: true}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.transports = append(n.transports, t)
	return t
}

func (n *Network) dial(ctx context.Context, _, address string) (net.Conn, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	n.mu.Lock()
	l := n.hosts[strings.ToLower(host)]
	n.mu.Unlock()
	if l == nil {
		return nil, &net.OpError{Op: "dial", Net: "pipe", Err: &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}}
	}
	near, far := net.Pipe()
	select {
	case l.conns <- far:
		return near, nil
	case <-l.done:
		return nil, errors.New("connection refused")
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Close stops the servers and waits for what they are doing.
func (n *Network) Close() {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, t := range n.transports {
		t.CloseIdleConnections()
	}
	for _, s := range n.servers {
		_ = s.Close() // of listeners and pipes, which do not fail
	}
	n.running.Wait()
}

type pipeListener struct {
	name  string
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once
}

func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}

func (l *pipeListener) Close() error {
	l.once.Do(func() { close(l.done) })
	return nil
}

func (l *pipeListener) Addr() net.Addr { return pipeAddr(l.name) }

type pipeAddr string

func (pipeAddr) Network() string  { return "pipe" }
func (a pipeAddr) String() string { return string(a) }
