// SPDX-License-Identifier: EUPL-1.2
import AuditLog
import Domain
import Gateway
import LogVerifier
import Merkle
import TestSupport
import Testing

/// The log as it is served: what the published checkpoint implies, and nothing beyond it.
@Suite struct LogResourceTests {
    private let world: LedgerWorld

    init() throws { world = try LedgerWorld() }

    private func grow(_ writer: LedgerWriter, by count: Int) async throws {
        var left = count
        while left > 0 {
            let step = min(left, 200)
            _ = try await writer.append { transaction throws(LedgerError) in
                for _ in 0..<step { try transaction.appendControl(LineDraft(.hartslag)) }
            }
            left -= step
        }
    }

    @Test func `a stranger reads the whole log, and later finds that it only grew`() async throws {
        try await world.withWriter { writer in
            var earlier: VerifiedCheckpoint?
            // Sizes around the edges of a tile; the start wrote two entries.
            for step in [0, 253, 1, 1, 1, 254, 2] {
                try await grow(writer, by: step)
                try await writer.publish()
                let reader = try await world.reader(beside: writer)
                var audit = LogAudit(
                    policy: try world.policy(of: writer), earlier: earlier,
                    now: world.clock.now().milliseconds / 1_000)
                while let path = audit.wanted {
                    try audit.take(try await world.resource(path, reader, writer.origin))
                }
                await reader.shutDown()
                let report = try audit.finish()
                #expect(report.extendsEarlier == (earlier != nil))
                earlier = report.checkpoint
            }
            #expect(earlier?.size == 514)
        }
    }

    @Test func `what lies beyond the published checkpoint is not served`() async throws {
        try await world.withWriter { writer in
            let reader = try await world.reader(beside: writer)
            let origin = writer.origin
            #expect(try await world.resource("checkpoint", reader, origin) == nil)
            #expect(try await world.resource("tile/0/000.p/1", reader, origin) == nil)
            try await grow(writer, by: 8)
            try await writer.publish()
            try await grow(writer, by: 600)
            for width in 1...10 {
                #expect(
                    try await world.resource("tile/0/000.p/\(width)", reader, origin)?.count
                        == width * 32)
                #expect(
                    try await world.resource("tile/entries/000.p/\(width)", reader, origin)?.count
                        == width * 438)
            }
            for path in [
                "tile/0/000.p/11", "tile/0/000", "tile/entries/000.p/11", "tile/entries/000",
                "tile/1/000.p/1", "tile/0/001.p/1", "tile/0/000.p/0", "tile/0/00",
                "tile/63/000.p/1",
                "tile/0/x999/999", "tile/entries/x001/000",
            ] {
                #expect(try await world.resource(path, reader, origin) == nil, "\(path)")
            }
            try await writer.publish()
            // Full now; the narrow ones of earlier checkpoints are still cut from it.
            #expect(try await world.resource("tile/0/000", reader, origin)?.count == 8_192)
            #expect(try await world.resource("tile/0/000.p/7", reader, origin)?.count == 7 * 32)
            #expect(try await world.resource("tile/1/000.p/2", reader, origin)?.count == 2 * 32)
            #expect(try await world.resource("tile/1/000.p/3", reader, origin) == nil)
            await reader.shutDown()
        }
    }

    @Test func `the tree is read back at any size, and goes on as if it had never stopped`()
        async throws
    {
        for step in [0, 1, 254, 255, 256, 300] {
            let world = try LedgerWorld()
            try await world.withWriter { writer in try await grow(writer, by: step) }
            try await world.withWriter { writer in
                try await grow(writer, by: 3)
                let receipts = try await writer.append { transaction throws(LedgerError) in
                    for index in [0, step / 2, step, step + 4] {
                        transaction.wantReceipt(at: index)
                    }
                }.receipts
                #expect(receipts.count == 4)
                for receipt in receipts {
                    let proof = try OfflineProof(parsing: receipt.proof)
                    _ = try proof.verify(
                        entry: receipt.leaf, policy: try world.policy(of: writer), now: 0)
                }
                _ = try await world.audit(writer)
            }
        }
    }
}
