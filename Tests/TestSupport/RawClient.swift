// SPDX-License-Identifier: EUPL-1.2
import Foundation
package import OpenSSL
package import Platform

/// A client that says exactly the bytes that a test wants said, and hears what comes back.
///
/// Each step has thirty seconds. For tests on a thread of their own, whose tasks go on while it waits.
package struct RawClient: ~Copyable {
    private let descriptor: Descriptor
    private var tls: TLSConnection?
    /// Bytes that came and were not yet taken.
    private var heard: [UInt8] = []
    /// Whether the other side has ended.
    package private(set) var isEnded = false

    /// What a test cannot go on after.
    package enum Failure: Error { case silent, ended, refused(TLSStep), noAnswer }

    /// An answer as it came.
    package struct Answer: Sendable, Equatable {
        package let status: Int
        package let head: String
        package let body: [UInt8]

        package var closes: Bool { head.contains("\r\nConnection: close\r\n") }
    }

    /// Connects, without saying anything yet.
    ///
    /// On loopback that takes no time worth waiting for elsewhere.
    package init(port: UInt16, _ context: TLSContext? = nil) throws {
        let made = try Descriptor.connecting(toHost: "127.0.0.1", port: port)
        guard made.wait(for: .writable, until: Self.soon) else { throw Failure.silent }
        try made.finishConnecting()
        if let context {
            tls = try TLSConnection(
                context, descriptor: made.number, expectingHost: "localhost")
        }
        descriptor = made
    }

    /// Connects and ends the handshake, as far as a client can tell.
    package static func connected(port: UInt16, _ context: TLSContext) async throws -> RawClient {
        var client = try RawClient(port: port, context)
        let step = try await client.handshake()
        guard step == .done else { throw Failure.refused(step) }
        return client
    }

    private static var soon: MonotonicInstant { .now().advanced(by: .seconds(30)) }

    package mutating func handshake() async throws -> TLSStep {
        while true {
            let step = tls?.handshake() ?? .done
            switch step {
            case .wantRead: try await wait(.readable)
            case .wantWrite: try await wait(.writable)
            case .done, .closed, .failed: return step
            }
        }
    }

    package func wait(_ readiness: Readiness) async throws {
        guard await isReady(readiness, until: Self.soon) else { throw Failure.silent }
    }

    private func isReady(_ readiness: Readiness, until deadline: MonotonicInstant) async -> Bool {
        while !descriptor.wait(for: readiness, until: .now()) {
            if MonotonicInstant.now() >= deadline { return false }
            usleep(200)
            await Task.yield()
        }
        return true
    }

    /// Says text, in one record or in pieces of so many bytes each.
    package mutating func say(_ text: String, pieceByteCount: Int = .max) async throws {
        try await say(Array(text.utf8), pieceByteCount: pieceByteCount)
    }

    /// Says bytes, in one record or in pieces of so many bytes each.
    package mutating func say(_ bytes: [UInt8], pieceByteCount: Int = .max) async throws {
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, start + min(pieceByteCount, bytes.count))
            try await write(bytes[start..<end])
            start = end
        }
    }

    private mutating func write(_ piece: ArraySlice<UInt8>) async throws {
        var sent = piece.startIndex
        while sent < piece.endIndex {
            let rest = Array(piece[sent...])
            switch try writeOnce(rest) {
            case .bytes(let count): sent += count
            case .wantRead: try await wait(.readable)
            case .wantWrite: try await wait(.writable)
            case .closed, .failed:
                isEnded = true
                throw Failure.ended
            }
        }
    }

    private mutating func writeOnce(_ bytes: [UInt8]) throws -> TLSTransfer {
        if let outcome = tls?.write(bytes.span) { return outcome }
        switch descriptor.write(bytes.span) {
        case .bytes(let count): return .bytes(count)
        case .wouldBlock: return .wantWrite
        case .ended, .failed: return .closed
        }
    }

    /// Hears what comes until the other side ends; everything, with how it ended.
    package mutating func hearToEnd() async throws -> [UInt8] {
        while try await hearMore() {}
        defer { heard = [] }
        return heard
    }

    /// Hears one answer, its body by its Content-Length.
    package mutating func hear(bodyExpected: Bool = true) async throws -> Answer {
        while true {
            if let answer = takeAnswer(bodyExpected: bodyExpected) { return answer }
            guard try await hearMore() else { throw Failure.noAnswer }
        }
    }

    /// Says a request and hears its answer.
    package mutating func ask(_ text: String) async throws -> Answer {
        try await say(text)
        return try await hear()
    }

    /// Whether the other side has ended, after hearing for at most so long.
    package mutating func endsWithin(_ duration: Duration) async throws -> Bool {
        let deadline = MonotonicInstant.now().advanced(by: duration)
        while !isEnded {
            _ = try hearOnce()
            if isEnded { return true }
            guard await isReady(.readable, until: deadline) else { return false }
        }
        return true
    }

    /// Ends the writing direction of the connection under TLS.
    package func endWriting() { descriptor.endWriting() }

    /// Says goodbye in TLS.
    package mutating func sayGoodbye() { tls?.end() }

    private mutating func hearMore() async throws -> Bool {
        while !isEnded {
            if try hearOnce() { return true }
            if !isEnded { try await wait(.readable) }
        }
        return false
    }

    /// Reads once; true when bytes came.
    private mutating func hearOnce() throws -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        var span = buffer.mutableSpan
        let outcome: TLSTransfer
        if let read = tls?.read(into: &span) {
            outcome = read
        } else {
            outcome =
                switch descriptor.read(into: &span) {
                case .bytes(let count): .bytes(count)
                case .wouldBlock: .wantRead
                case .ended, .failed: .closed
                }
        }
        switch outcome {
        case .bytes(let count):
            heard += buffer[..<count]
            return true
        case .wantRead, .wantWrite: return false
        case .closed, .failed:
            isEnded = true
            return false
        }
    }

    private mutating func takeAnswer(bodyExpected: Bool) -> Answer? {
        let marker = Array("\r\n\r\n".utf8)
        guard let end = heard.firstRange(of: marker)?.upperBound else { return nil }
        let head = String(decoding: heard[..<end], as: UTF8.self)
        let parts = head.split(separator: " ", maxSplits: 2)
        guard parts.count == 3, let status = Int(parts[1]) else { return nil }
        var count = 0
        if bodyExpected, let field = head.firstRange(of: "\r\nContent-Length: ") {
            count = Int(head[field.upperBound...].prefix { $0.isNumber }) ?? 0
        }
        guard heard.count >= end + count else { return nil }
        let body = Array(heard[end..<(end + count)])
        heard.removeFirst(end + count)
        return Answer(status: status, head: head, body: body)
    }
}
