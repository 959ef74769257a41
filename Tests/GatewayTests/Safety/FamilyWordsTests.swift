// SPDX-License-Identifier: EUPL-1.2
import Domain
import Gateway
import Testing

/// The words that a family reads: plain, without abbreviations, u for parents and je for young people.
@Suite struct FamilyWordsTests {
    private struct Spoken {
        let text: String
        let isForJongere: Bool
    }

    /// Every phrase that an entry can be made of, under the rules that ship.
    private static func phrases() throws -> [Spoken] {
        let rules = try PolicyFolder.utrecht()
        var spoken: [Spoken] = []
        for (voice, isForJongere) in [
            (Voice.parent(child: "uw kind"), false), (Voice.parent(child: "het kind"), false),
            (Voice.jongere, true),
        ] {
            func add(_ text: String) {
                spoken.append(Spoken(text: text, isForJongere: isForJongere))
            }
            for group in rules.catalogue.groups {
                add(FamilyWords.group(group.code, voice, rules.catalogue))
            }
            for purpose in rules.purposes.purposes {
                add(FamilyWords.purpose(purpose.code, voice, rules.purposes))
            }
            for type in PartnerType.allCases {
                add(FamilyWords.actor(type, nil))
                for role in rules.roles.roles { add(FamilyWords.actor(type, role.code)) }
            }
            for role in rules.roles.roles {
                add(FamilyWords.function(role.code, rules.roles))
            }
        }
        return spoken
    }

    @Test func `no phrase has an abbreviation, a code or the number of a law`() throws {
        for phrase in try Self.phrases() {
            #expect(!phrase.text.isEmpty)
            let isPlain =
                phrase.text.firstMatch(of: #/[A-Z]{2}/#) == nil
                && phrase.text.firstMatch(of: #/\d/#) == nil
            #expect(isPlain, "\(phrase.text)")
        }
    }

    @Test func `young people are spoken to with je, and not as a child`() throws {
        for phrase in try Self.phrases() where phrase.isForJongere {
            let words = phrase.text.lowercased().split { !$0.isLetter }.map(String.init)
            let isRight = Set(words).isDisjoint(with: ["u", "uw", "kind"])
            #expect(isRight, "\(phrase.text)")
        }
    }

    @Test func `parents are never spoken to with je`() throws {
        for phrase in try Self.phrases() where !phrase.isForJongere {
            let words = phrase.text.lowercased().split { !$0.isLetter }.map(String.init)
            #expect(
                Set(words).isDisjoint(with: ["je", "jij", "jou", "jouw"]), "\(phrase.text)")
        }
    }

    @Test func `days are written as people write them`() {
        #expect(FamilyWords.date(CivilDate(iso: "2026-03-12")!) == "12 maart 2026")
        #expect(FamilyWords.date(CivilDate(iso: "2027-01-01")!) == "1 januari 2027")
        #expect(FamilyWords.date(CivilDate(iso: "2028-02-29")!) == "29 februari 2028")
    }
}
