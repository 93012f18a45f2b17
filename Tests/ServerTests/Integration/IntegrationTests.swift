// The real binary on loopback. Each test has a daemon of its own; they run one after the other, so
// that none waits for the processor that another one needs.

import Testing

/// The suites below are its extensions.
@Suite(.serialized) enum IntegrationTests {}
