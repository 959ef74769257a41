// SPDX-License-Identifier: EUPL-1.2
internal import OpenSSL
internal import Platform

/// The bytes of one connection, through TLS or, on the operations port, without.
struct Transport: ~Copyable {
    let descriptor: Descriptor
    /// Nil without TLS. Freeing it does not touch the descriptor, so the order of ends is free.
    private var tls: TLSConnection?

    init(_ descriptor: consuming Descriptor, tls: consuming TLSConnection?) {
        self.descriptor = descriptor
        self.tls = tls
    }

    /// Whether bytes wait inside the library, where no readiness of the descriptor shows them.
    var hasPending: Bool {
        switch tls {
        case .some(let tls): tls.hasPending
        case .none: false
        }
    }

    mutating func handshake() -> TLSStep { tls?.handshake() ?? .done }

    mutating func read(into buffer: inout MutableSpan<UInt8>) -> TLSTransfer {
        if let outcome = tls?.read(into: &buffer) { return outcome }
        return outcome(of: descriptor.read(into: &buffer), waiting: .wantRead)
    }

    mutating func write(_ bytes: Span<UInt8>) -> TLSTransfer {
        if let outcome = tls?.write(bytes) { return outcome }
        return outcome(of: descriptor.write(bytes), waiting: .wantWrite)
    }

    /// Gives memory back that an idle connection does not need.
    mutating func releaseBuffers() { tls?.releaseBuffers() }

    /// Says that nothing more is written.
    mutating func end() {
        tls?.end()
        descriptor.endWriting()
    }

    /// Takes bytes off the descriptor that nobody will look at; how many, or nil at the end.
    func discard(into buffer: inout MutableSpan<UInt8>) -> Int? {
        switch descriptor.read(into: &buffer) {
        case .bytes(let count): count
        case .wouldBlock: 0
        case .ended, .failed: nil
        }
    }

    func peerCertificate() -> PeerCertificate? {
        switch tls {
        case .some(let tls): tls.peerCertificate()
        case .none: nil
        }
    }

    func isStillTrusted(by context: TLSContext) -> Bool {
        switch tls {
        case .some(let tls): tls.isStillTrusted(by: context)
        case .none: true
        }
    }

    private func outcome(of transfer: Transfer, waiting: TLSTransfer) -> TLSTransfer {
        switch transfer {
        case .bytes(let count): .bytes(count)
        case .wouldBlock: waiting
        case .ended, .failed: .closed
        }
    }
}
