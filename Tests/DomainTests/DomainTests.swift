// SPDX-License-Identifier: EUPL-1.2
import Domain
import Foundation
import Testing

/// Bytes that count up, so that a test knows what it gets.
private struct CountingRandom: RandomSource {
    func fill(_ bytes: inout MutableSpan<UInt8>) {
        for index in 0..<bytes.count { bytes[index] = UInt8(truncatingIfNeeded: index * 17) }
    }
}

struct `Random ids` {
    @Test func `an id reads back from its hex and from its bytes`() throws {
        let id = RandomID(from: CountingRandom())
        #expect(id.hex == "00112233445566778899aabbccddeeff")
        #expect(RandomID(hex: id.hex) == id)
        #expect(RandomID(bytes: id.bytes) == id)
    }

    @Test(arguments: [
        "", "0", "00112233445566778899AABBCCDDEEFF", "00112233445566778899aabbccddeef",
        "00112233445566778899aabbccddeeff0", "00112233445566778899aabbccddeefg",
        "00112233445566778899aabbccddee\u{660}",
    ])
    func `anything but 32 lowercase hex digits is no id`(text: String) {
        #expect(RandomID(hex: text) == nil)
    }

    @Test func `fifteen or seventeen bytes are no id`() {
        #expect(RandomID(bytes: [UInt8](repeating: 1, count: 15)) == nil)
        #expect(RandomID(bytes: [UInt8](repeating: 1, count: 17)) == nil)
    }

    @Test func `ids order as their bytes do`() throws {
        let hexes = ["00000000000000010000000000000000", "00000000000000010000000000000001"]
        let ids = try hexes.map { try #require(RandomID(hex: $0)) }
        #expect(ids[0] < ids[1])
        #expect(!(ids[1] < ids[0]))
    }
}

struct `Codes` {
    @Test(arguments: ["mentor", "zorgcoordinator", "a", "rij-12", "x1"])
    func `a word is a role`(text: String) { #expect(RoleCode(text)?.text == text) }

    @Test(arguments: [
        "", "Mentor", "zorgcoördinator", "-a", "a-", "a--b", "1a", "a b", "a_b",
        String(repeating: "a", count: 49),
    ])
    func `anything else is no role`(text: String) { #expect(RoleCode(text) == nil) }

    @Test(arguments: ["C1", "C15", "C99"])
    func `C and a number is a category`(text: String) {
        #expect(CategoryCode(text)?.text == text)
    }

    @Test(arguments: ["C", "C0", "C01", "C100", "c1", "D1", "C1 ", "C1."])
    func `anything else is no category`(text: String) { #expect(CategoryCode(text) == nil) }

    @Test func `a field group knows its category`() throws {
        let group = try #require(VeldgroepCode("C10.terugkoppeling"))
        #expect(group.category.text == "C10")
    }

    @Test(arguments: ["C1", "C1.", ".x", "C0.x", "C1.X", "C1.x.y", "C1.*"])
    func `anything else is no field group`(text: String) { #expect(VeldgroepCode(text) == nil) }

    @Test func `purposes and legal bases have their letters`() {
        #expect(PurposeCode("P14") != nil)
        #expect(PurposeCode("C1") == nil)
        #expect(LegalBasisCode("G-T") != nil)
        #expect(LegalBasisCode("G-TS") == nil)
        #expect(LegalBasisCode("G-t") == nil)
    }
}

struct `Partner ids` {
    @Test(arguments: ["trajectum/school", "gemeente-utrecht/jgz", "a.b-c/1", "0/0"])
    func `organisation and onderdeel make a partner`(text: String) throws {
        let partner = try #require(PartnerID(text))
        #expect(partner.text == text)
        #expect(partner.organisation + "/" + partner.onderdeel == text)
    }

    @Test(arguments: [
        "", "/", "a", "a/", "/a", "a/b/c", "A/b", "a/-b", "a-/b", "a/b.", "a b/c", "é/b",
    ])
    func `anything else is no partner`(text: String) { #expect(PartnerID(text) == nil) }

    @Test func `64 bytes fit and 65 do not`() {
        let longest = String(repeating: "a", count: 31) + "/" + String(repeating: "b", count: 32)
        #expect(longest.utf8.count == PartnerID.byteLimit)
        #expect(PartnerID(longest) != nil)
        #expect(PartnerID(longest + "b") == nil)
    }

    @Test func `an organisation with two regimes falls back on Jeugdwet`() {
        for type in PartnerType.allCases where type.regimes.count > 1 {
            #expect(type.defaultRegime == .jeugdwet)
        }
    }

    @Test func `whoever may join keeps records, whoever may not keeps none here`() {
        for type in PartnerType.allCases { #expect(type.mayJoin == !type.regimes.isEmpty) }
    }
}

struct `Refusal codes` {
    @Test func `codes sort in the order in which they are reported`() {
        #expect(RefusalCode.allCases.shuffled().sorted() == RefusalCode.allCases)
        #expect(RefusalCode.allCases.first == .partnerNietToegetreden)
        #expect(RefusalCode.allCases.last == .beoordelingsfout)
    }

    @Test func `the recipient learns only of what it already knows`() {
        let told = RefusalCode.allCases.filter { $0.isFor(.recipient) }
        #expect(told == [.partnerNietToegetreden, .rolOnbekend, .doelOnbekend, .verlopen])
        #expect(RefusalCode.allCases.allSatisfy { $0.isFor(.source) && $0.isFor(.officer) })
        #expect(RefusalCode.verlopen.audience == [.source, .recipient, .officer])
        #expect(RefusalCode.bezwaar.audience.map(\.rawValue) == ["bron", "fg"])
        let both: [RefusalCode] = [.gezagOnbekend, .verlopen]
        #expect(both.told(to: .recipient) == [.verlopen])
        #expect(both.told(to: .source) == both)
    }
}
