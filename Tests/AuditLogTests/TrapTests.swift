// SPDX-License-Identifier: EUPL-1.2
import AuditLog
import Domain
import OpenSSL
import TestSupport
import Testing

/// Bugs of a caller stop the process: each in a process of its own.
@Suite struct TrapTests {
    private static func stamp(ref: RandomID? = nil) -> LineStamp {
        let random = SeededBytes(seed: 1)
        return LineStamp(
            at: Timestamp(milliseconds: 0), policy: Digest(hashing: [1].span),
            id: RandomID(from: random), ref: ref,
            tags: LeafTags(
                subject: ChainTag(from: random), source: ChainTag(from: random),
                recipient: ChainTag(from: random)))
    }

    private static func write(_ draft: LineDraft, ref: RandomID? = nil) throws {
        var writer = LineWriter(random: SeededBytes(seed: 2))
        let key = [UInt8](repeating: 1, count: 32)
        _ = try writer.write(draft, stamp: stamp(ref: ref), key: DetailsKey(lineKey: key.span))
    }

    /// The process that trapped must have said why.
    private func expect(
        _ message: String, _ exit: ExitTest.Result?,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let said = String(decoding: exit?.standardErrorContent ?? [], as: UTF8.self)
        #expect(said.contains(message), sourceLocation: sourceLocation)
    }

    @Test func `an event under a kind that is not its own traps`() async {
        let exit = await #expect(
            processExitsWith: .failure, observing: [\.standardErrorContent]
        ) {
            _ = LineDraft(.verstrekking, kind: .line)
        }
        expect("an event belongs to its kinds of leaf", exit)
    }

    @Test func `a disclosure without its envelope traps`() async {
        let exit = await #expect(
            processExitsWith: .failure, observing: [\.standardErrorContent]
        ) {
            try Self.write(LineDraft(.verstrekking))
        }
        expect("a disclosure names its envelope and recipient", exit)
    }

    @Test func `an outcome without its decision, and a line with one, trap`() async {
        let without = await #expect(
            processExitsWith: .failure, observing: [\.standardErrorContent]
        ) {
            try Self.write(LineDraft(.ontvangstOnbekend))
        }
        expect("an outcome, and only that, has a ref", without)
        let with = await #expect(
            processExitsWith: .failure, observing: [\.standardErrorContent]
        ) {
            try Self.write(LineDraft(.overleg), ref: RandomID(from: SeededBytes(seed: 3)))
        }
        expect("an outcome, and only that, has a ref", with)
    }

    @Test func `details of a person are never written in the open`() async {
        let exit = await #expect(
            processExitsWith: .failure, observing: [\.standardErrorContent]
        ) {
            var writer = LineWriter(random: SeededBytes(seed: 2))
            _ = try writer.writeOpen(LineDraft(.overleg), stamp: Self.stamp())
        }
        expect("lines about a person are sealed", exit)
    }

    @Test func `keys that are not 32 bytes, and line number zero, trap`() async {
        let short = await #expect(
            processExitsWith: .failure, observing: [\.standardErrorContent]
        ) {
            let key = [UInt8](repeating: 1, count: 31)
            _ = DetailsKey(lineKey: key.span)
        }
        expect("a key has 32 bytes", short)
        let zero = await #expect(
            processExitsWith: .failure, observing: [\.standardErrorContent]
        ) {
            let stream = [UInt8](repeating: 1, count: 32)
            var key = TagKey(streamKey: stream.span)
            _ = key.tag(0)
        }
        expect("the lines of a chain are numbered from 1", zero)
    }
}
