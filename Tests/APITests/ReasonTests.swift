// SPDX-License-Identifier: EUPL-1.2
import API
import Domain
import Encodings
import Gateway
import HTTP
import Testing

/// A reason goes out in two languages, with who may know of it, and only to those.
struct `Reasons in answers` {
    private static func document(_ failure: UseCaseFailure) throws -> JSON {
        guard case .bytes(let bytes) = Problem(failure).response.body else {
            throw Missing.body
        }
        return try JSON(parsing: bytes)
    }

    private enum Missing: Error { case body }

    @Test(arguments: RefusalCode.allCases)
    func `a source is told every code, with both sentences and the audience`(code: RefusalCode)
        throws
    {
        let document = try Self.document(.telling([code], to: .source))
        #expect(document["status"]?.integer == 403)
        let reason = try #require(document["redenen"]?[0])
        #expect(reason["code"]?.string == code.rawValue)
        #expect(reason["uitleg"]?["nl"]?.string == code.explanation.dutch)
        #expect(reason["uitleg"]?["en"]?.string == code.explanation.english)
        #expect(
            reason["voor"]?.array?.compactMap(\.string) == code.audience.map(\.rawValue))
        #expect(document["redenen"]?.array?.count == 1)
    }

    @Test(arguments: RefusalCode.allCases)
    func `a recipient is told a code that is for it, and of another not even that there is one`(
        code: RefusalCode
    ) throws {
        let alone = UseCaseFailure.telling([code], to: .recipient)
        let beside = UseCaseFailure.telling([code, .verlopen], to: .recipient)
        if code.isFor(.recipient) {
            #expect(alone == .refused([code]))
        } else {
            #expect(try Self.document(alone) == Self.document(.unavailable))
            #expect(beside == .refused([.verlopen]))
        }
    }
}
