// SPDX-License-Identifier: EUPL-1.2
package import HTTP
internal import Memory
internal import OpenSSL
internal import Platform

/// An answer of the gateway, read whole.
package struct GatewayAnswer: Sendable {
    package let status: Status
    package let headers: HeaderFields
    package let body: [UInt8]

    package init(status: Status, headers: HeaderFields = HeaderFields(), body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// One mutual-TLS connection to a gateway that blocks its caller and ends with this value.
///
/// After any thrown error it is of no further use.
struct GatewayConnection: ~Copyable {
    // The library never closes the descriptor, so the order in which these two end does not matter.
    private var tls: TLSConnection
    private let descriptor: Descriptor
    private var parser = ResponseParser(limits: ClientLimits.response)

    private static let pieceByteCount = 16_384

    private init(_ tls: consuming TLSConnection, over descriptor: consuming Descriptor) {
        self.tls = tls
        self.descriptor = descriptor
    }

    /// Connects and shakes hands.
    static func open(
        to address: GatewayAddress, context: TLSContext, limits: ClientLimits
    ) throws(PartnerClientError) -> GatewayConnection {
        let descriptor = try connected(
            to: address, until: .now().advanced(by: limits.connectionLimit))
        let tls: TLSConnection
        do throws(TLSError) {
            tls = try TLSConnection(
                context, descriptor: descriptor.number, expectingHost: address.host)
        } catch {
            throw .tlsUnusable(error)
        }
        var connection = GatewayConnection(tls, over: descriptor)
        try connection.shakeHands(until: .now().advanced(by: limits.handshakeLimit))
        return connection
    }

    /// Sends a request and reads its answer.
    ///
    /// The second value says whether the connection stays open for another.
    mutating func exchange(
        _ request: OutgoingRequest, until deadline: MonotonicInstant
    ) throws(PartnerClientError) -> (GatewayAnswer, keepsAlive: Bool) {
        var head: [UInt8] = []
        request.appendHead(to: &head)
        try write(head.span, until: deadline)
        if let body = request.body {
            // Content goes straight from its locked memory to the library.
            try body.withBytes { bytes throws(PartnerClientError) in
                try write(bytes, until: deadline)
            }
        }
        return try readAnswer(until: deadline)
    }

    /// Tells the gateway that nothing more comes.
    mutating func end() { tls.end() }

    private static func connected(
        to address: GatewayAddress, until deadline: MonotonicInstant
    ) throws(PartnerClientError) -> Descriptor {
        var failure = PartnerClientError.timedOut(.connection)
        for candidate in address.candidates {
            do throws(PlatformError) {
                let descriptor = try Descriptor.connecting(toHost: candidate, port: address.port)
                guard descriptor.wait(for: .writable, until: deadline) else {
                    throw PlatformError.system(call: .connect, code: 0)
                }
                try descriptor.finishConnecting()
                return descriptor
            } catch {
                if error != .system(call: .connect, code: 0) { failure = .unreachable(error) }
            }
        }
        throw failure
    }

    private mutating func shakeHands(
        until deadline: MonotonicInstant
    ) throws(PartnerClientError) {
        while true {
            switch tls.handshake() {
            case .done: return
            case .wantRead: try wait(.readable, until: deadline, .handshake)
            case .wantWrite: try wait(.writable, until: deadline, .handshake)
            case .closed: throw .hungUp
            case .failed(let failure): throw .tlsFailed(failure)
            }
        }
    }

    private mutating func write(
        _ bytes: Span<UInt8>, until deadline: MonotonicInstant
    ) throws(PartnerClientError) {
        var sent = 0
        while sent < bytes.count {
            switch tls.write(bytes.extracting(sent...)) {
            case .bytes(let count): sent += count
            case .wantRead: try wait(.readable, until: deadline, .answer)
            case .wantWrite: try wait(.writable, until: deadline, .answer)
            case .closed: throw .hungUp
            case .failed(let failure): throw .tlsFailed(failure)
            }
        }
    }

    private mutating func readAnswer(
        until deadline: MonotonicInstant
    ) throws(PartnerClientError) -> (GatewayAnswer, keepsAlive: Bool) {
        var buffer: [UInt8] = []
        var head: ResponseHead?
        while true {
            if head == nil {
                do throws(Refusal) {
                    head = try parser.parse(buffer.span)
                } catch {
                    throw .malformedResponse(error)
                }
            }
            if let head, buffer.count >= head.byteCount + head.bodyByteCount {
                // Bytes behind the answer belong to none that we asked for.
                let isExact = buffer.count == head.byteCount + head.bodyByteCount
                let answer = GatewayAnswer(
                    status: head.status, headers: head.headers,
                    body: Array(buffer[head.byteCount..<(head.byteCount + head.bodyByteCount)]))
                return (answer, isExact && head.keepsAlive)
            }
            try readPiece(into: &buffer, until: deadline)
        }
    }

    private mutating func readPiece(
        into buffer: inout [UInt8], until deadline: MonotonicInstant
    ) throws(PartnerClientError) {
        let filled = buffer.count
        buffer.append(contentsOf: repeatElement(0, count: Self.pieceByteCount))
        while true {
            var span = buffer.mutableSpan
            switch tls.read(into: &span, at: filled) {
            case .bytes(let count):
                buffer.removeSubrange((filled + count)...)
                return
            case .wantRead: try wait(.readable, until: deadline, .answer)
            case .wantWrite: try wait(.writable, until: deadline, .answer)
            case .closed: throw .hungUp
            case .failed(let failure): throw .tlsFailed(failure)
            }
        }
    }

    private borrowing func wait(
        _ readiness: Readiness, until deadline: MonotonicInstant,
        _ phase: PartnerClientError.Phase
    ) throws(PartnerClientError) {
        guard descriptor.wait(for: readiness, until: deadline) else { throw .timedOut(phase) }
    }
}
