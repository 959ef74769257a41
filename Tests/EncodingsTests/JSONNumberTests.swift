// SPDX-License-Identifier: EUPL-1.2
import Encodings
import TestSupport
import Testing

@Suite struct JSONNumberTests {
    struct Case: Codable, Sendable {
        var literal: String
        var integer: Int64?
    }

    @Test(arguments: [
        Case(literal: "0", integer: 0), Case(literal: "-1", integer: -1),
        Case(literal: "9223372036854775807", integer: .max),
        Case(literal: "-9223372036854775808", integer: .min),
        Case(literal: "999999999999999999", integer: 999_999_999_999_999_999),
        Case(literal: "-0"), Case(literal: "1.0"), Case(literal: "1e0"), Case(literal: "-0.0"),
        Case(literal: "0.1"), Case(literal: "1E22"), Case(literal: "1e-7"), Case(literal: "0e+1"),
        Case(literal: "123456789012345.0"), Case(literal: "0.123456789012345"),
        Case(literal: "0.000000000000000000000123456789012345"),
        Case(literal: "123456789012345000000000000000.0"),
        Case(literal: "1e307"), Case(literal: "9.99999999999999e307"), Case(literal: "1e-307"),
        Case(literal: "0.01e309"), Case(literal: "1000e-310"), Case(literal: "0e307"),
        Case(literal: "0.0e-307"), Case(literal: "1e+0000000307"),
    ])
    func `a number keeps its literal, and its value where it is whole`(item: Case) throws {
        let number = try #require(try JSON(parsing: item.literal).number)
        #expect(number.literal == item.literal)
        #expect(number.integer == item.integer)
        #expect(try JSONNumber(literal: item.literal) == number)
        let bytes = Array(" \(item.literal)\n".utf8)
        let index = try JSONIndex(parsing: bytes.span)
        let indexed = index.integer(of: index.root, in: bytes.span)
        #expect(indexed == item.integer)
        #expect(JSON.number(number).serialized() == Array(item.literal.utf8))
    }

    @Test(arguments: [
        "9223372036854775808", "-9223372036854775809", "10000000000000000000",
        "1234567890123456.0", "0.1234567890123456", "1000000000000001.5", "1.00000000000000e400",
        "1e308", "10e307", "1e-308", "0.1e-307", "-1e308", "0e308", "0.0e-308",
        "1e99999999999999999999999", "1e-99999999999999999999999",
    ])
    func `a number that some reader would not keep is refused`(literal: String) {
        #expect(throws: JSONError.self) { try JSON(parsing: "[\(literal)]") }
        do {
            _ = try JSON(parsing: "[\(literal)]")
        } catch {
            #expect(error.kind == .lossyNumber)
            #expect(error.offset == 1)
        }
        #expect(throws: JSONError.self) { try JSONNumber(literal: literal) }
    }

    @Test(arguments: ["", " 1", "1 ", "1,", "0x1", "1a", "--1", "1.5.5"])
    func `text that is no number makes none`(literal: String) {
        #expect(throws: JSONError.self) { try JSONNumber(literal: literal) }
    }

    @Test func `a literal is read up to the limit and not beyond`() throws {
        let limit = JSONNumber.byteLimit
        let longest = "0." + String(repeating: "0", count: limit - 3) + "1"
        #expect(try JSONNumber(literal: longest).literal.utf8.count == limit)
        do {
            _ = try JSONNumber(literal: longest + "0")
            Issue.record("one byte more is accepted")
        } catch {
            #expect(error.kind == .numberByteLimit(limit))
        }
    }

    @Test(arguments: UInt64(0)..<200)
    func `every accepted decimal survives double precision`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<20 {
            let digits = (0..<15).map { _ in String(random.below(10)) }.joined()
            let power = random.below(615) - 307
            let literal = "\(random.below(9) + 1).\(digits.dropLast())e\(power)"
            let value = try #require(Double(literal))
            _ = try JSONNumber(literal: literal)
            // Fifteen digits of the double are the digits of the literal.
            #expect(NaiveJSON(Array(literal.utf8)) == .number(literal))
            #expect(value.isFinite && value.isNormal)
        }
    }

    @Test func `whole numbers come back`() throws {
        for value: Int64 in [.min, .min + 1, -1, 0, 1, 1 << 53, .max - 1, .max] {
            #expect(try JSON(parsing: JSON.integer(value).serialized()).integer == value)
        }
    }
}
