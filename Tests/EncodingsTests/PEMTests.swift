// SPDX-License-Identifier: EUPL-1.2
import Encodings
import TestSupport
import Testing

@Suite struct PEMTests {
    private static let begin = "-----BEGIN A B-----\n"
    private static let end = "-----END A B-----\n"

    @Test(arguments: 1...200)
    func `blocks of every length come back`(count: Int) throws {
        var random = SeededRandom(seed: UInt64(count))
        let bytes = random.bytes(count)
        let text = PEM.encode(label: "CERTIFICATE", bytes.span)
        #expect(text.split(separator: "\n").allSatisfy { $0.utf8.count <= 64 })
        let blocks = try PEM.parse(text)
        #expect(blocks.map(\.label) == ["CERTIFICATE"])
        #expect(blocks.map(\.bytes) == [bytes])
        #expect(blocks.map { $0.encoded() } == [text])
    }

    @Test func `several blocks keep their order, and lines may end in CRLF`() throws {
        let text =
            PEM.encode(label: "CERTIFICATE", [1, 2].span)
            + PEM.encode(label: "X509 CRL", [3].span)
        for spelling in [text, text.replacing("\n", with: "\r\n")] {
            let blocks = try PEM.parse(spelling)
            #expect(blocks.map(\.label) == ["CERTIFICATE", "X509 CRL"])
            #expect(blocks.map(\.bytes) == [[1, 2], [3]])
        }
    }

    struct Refusal: Codable, Sendable {
        var why: String
        var text: String
    }

    private static let full = String(repeating: "A", count: 64)

    static let refusals = [
        Refusal(why: "empty text", text: ""),
        Refusal(why: "only a line end", text: "\n"),
        Refusal(why: "no begin line", text: "AAAA\n" + end),
        Refusal(why: "no end line", text: begin + "AAAA\n"),
        Refusal(why: "no bytes", text: begin + end),
        Refusal(why: "an empty line before", text: "\n" + begin + "AAAA\n" + end),
        Refusal(why: "an empty line within", text: begin + "AAAA\n\n" + end),
        Refusal(why: "an empty line after", text: begin + "AAAA\n" + end + "\n"),
        Refusal(why: "text before", text: "subject=x\n" + begin + "AAAA\n" + end),
        Refusal(why: "text after", text: begin + "AAAA\n" + end + "x"),
        Refusal(why: "a header", text: begin + "Proc-Type: 4,ENCRYPTED\n\nAAAA\n" + end),
        Refusal(why: "no last line end", text: begin + "AAAA\n-----END A B-----"),
        Refusal(why: "another label", text: begin + "AAAA\n-----END A C-----\n"),
        Refusal(why: "a longer label", text: begin + "AAAA\n-----END A B C-----\n"),
        Refusal(why: "four hyphens", text: "----BEGIN A B-----\nAAAA\n" + end),
        Refusal(why: "six hyphens", text: "------BEGIN A B-----\nAAAA\n" + end),
        Refusal(why: "no label", text: "-----BEGIN -----\nAAAA\n-----END -----\n"),
        Refusal(
            why: "a label of two spaces", text: "-----BEGIN A  B-----\nAA==\n-----END A  B-----\n"),
        Refusal(
            why: "a label that ends in one", text: "-----BEGIN A -----\nAA==\n-----END A -----\n"),
        Refusal(why: "a label with an accent", text: "-----BEGIN é-----\nAA==\n-----END é-----\n"),
        Refusal(why: "a space behind a line", text: begin + "AAAA \n" + end),
        Refusal(why: "a space before a line", text: begin + " AAAA\n" + end),
        Refusal(why: "a tab within", text: begin + "AA\tAA\n" + end),
        Refusal(why: "a bare CR", text: begin + "AAAA\r" + end),
        Refusal(why: "a line of 65", text: begin + full + "A\n" + end),
        Refusal(why: "a line of 68", text: begin + full + "AAAA\n" + end),
        Refusal(why: "a short line first", text: begin + "AAAA\nAAAA\n" + end),
        Refusal(why: "padding within", text: begin + String(full.dropLast(1)) + "=\nAAAA\n" + end),
        Refusal(why: "no padding", text: begin + "AA\n" + end),
        Refusal(why: "spare bits", text: begin + "AB==\n" + end),
        Refusal(why: "a block within a block", text: begin + begin + "AAAA\n" + end + end),
    ]

    @Test(arguments: refusals)
    func `text beside the strict grammar is refused`(refusal: Refusal) {
        #expect(throws: EncodingError.self, "\(refusal.why)") { try PEM.parse(refusal.text) }
    }

    @Test func `a full last line is accepted`() throws {
        let text = Self.begin + Self.full + "\n" + Self.end
        #expect(try PEM.parse(text).map(\.bytes.count) == [48])
    }

    @Test func `text is read up to the limit and not beyond`() throws {
        // The label and the number of bytes that together fill the limit exactly.
        let frame = "-----BEGIN -----\n-----END -----\n".utf8.count
        var found: (label: Int, count: Int)?
        for label in 1...64 {
            for count in 760_000...790_000 where found == nil {
                let body = (count + 2) / 3 * 4
                if frame + 2 * label + body + (body + 63) / 64 == PEM.textByteLimit {
                    found = (label, count)
                }
            }
        }
        let (labelCount, count) = try #require(found)
        let text = PEM.encode(
            label: String(repeating: "L", count: labelCount),
            [UInt8](repeating: 7, count: count).span)
        #expect(text.utf8.count == PEM.textByteLimit)
        #expect(try PEM.parse(text).map(\.bytes.count) == [count])
        #expect(throws: EncodingError.tooLong(limit: PEM.textByteLimit)) {
            try PEM.parse(text + "\n")
        }
    }

    @Test func `armour without a proper label or bytes is a bug`() async {
        await #expect(processExitsWith: .failure) { _ = PEM.encode(label: "", [1].span) }
        await #expect(processExitsWith: .failure) { _ = PEM.encode(label: "A-", [1].span) }
        await #expect(processExitsWith: .failure) {
            let none: [UInt8] = []
            _ = PEM.encode(label: "A", none.span)
        }
    }
}
