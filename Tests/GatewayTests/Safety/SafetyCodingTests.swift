// SPDX-License-Identifier: EUPL-1.2
import Domain
import Encodings
import Gateway
import Testing

@Suite struct SafetyCodingTests {
    private static let id = RandomID(bytes: [UInt8](repeating: 1, count: 16))!
    private static let hex = String(repeating: "02", count: 16)
    private static let other = String(repeating: "03", count: 16)
    private static let at: JSON = "2026-11-22T10:05:00.123Z"
    private static let author: JSON = [
        "partner": "trajectum/vo", "gebruiker": "m-1", "rol": "mentor",
    ]
    private static let recipient: JSON = ["partner": "lokalis/buurtteam", "rol": "gezinswerker"]

    /// What stands in a row, by its kind.
    static let rows: [(CaseRecord.Kind, JSON)] = [
        (
            .emergency,
            [
                "reden": "E1", "door": author, "ontvanger": recipient,
                "veldgroepen": ["C6.incident"], "motivering": "Gevaar.",
                "waaromGeenToestemming": "Geen tijd.", "geenCollega": "Niemand.", "op": at,
                "einde": at, "gezin": ["besluit": "later", "tot": "2026-12-01"],
                "vastgelegd": at, "ontbreekt": [], "tweedeNodig": true,
            ]
        ),
        (
            .emergency,
            [
                "reden": "E2", "door": author, "veldgroepen": [], "collega": "de collega",
                "vastgelegd": at, "ontbreekt": ["motivering", "ontvanger"], "tweedeNodig": false,
            ]
        ),
        (
            .emergencyUse,
            ["nood": .string(hex), "categorie": "C6", "envelop": .string(other), "op": at]
        ),
        (
            .emergencyReview,
            [
                "nood": .string(hex), "door": author, "terecht": false, "bevinding": "Nee.",
                "op": at,
            ]
        ),
        (
            .secondPerson,
            ["over": .string(hex), "door": author, "als": "gedragswetenschapper", "op": at]
        ),
        (
            .withholding,
            [
                "bron": "trajectum/vo", "over": .string(hex),
                "van": [.string(hex), .string(other)], "door": author,
                "motivering": "Veiligheid.", "herbeoordelen": "2026-12-01", "op": at,
            ]
        ),
        (
            .withholding,
            [
                "bron": "trajectum/vo", "over": .string(hex), "van": [.string(hex)],
                "door": author, "op": at,
            ]
        ),
        (
            .withholdingReview,
            [
                "afscherming": .string(hex), "door": author, "tot": "2026-12-01",
                "motivering": "Nog.", "op": at,
            ]
        ),
        (
            .withholdingReview,
            ["afscherming": .string(hex), "door": author, "motivering": "Klaar.", "op": at]
        ),
        (
            .youthViewChoice,
            ["ouder": .string(hex), "open": true, "op": at, "door": "trajectum/vo"]
        ),
        (
            .sourceViewChoice,
            ["bron": "trajectum/vo", "lezer": "ouders", "open": false, "op": at]
        ),
        (
            .protectionWeighing,
            [
                "door": author, "ontvanger": recipient, "veldgroepen": ["C6.incident"],
                "motivering": "Bescherming.", "op": at, "gezin": ["besluit": "nu"],
            ]
        ),
    ]

    /// Members that some records of a kind do without.
    private static let optional: Set<String> = [
        "ontvanger", "motivering", "waaromGeenToestemming", "collega", "geenCollega", "einde",
        "gezin", "herbeoordelen", "tot", "op",
    ]

    @Test(arguments: rows.indices)
    func `a record about safety comes back as it was sealed`(index: Int) throws {
        let (kind, json) = Self.rows[index]
        let bytes = try CanonicalJSON.encode(json)
        let record = try CaseRecord(kind: kind, id: Self.id, bytes: bytes)
        #expect(record.kind == kind)
        #expect(record.bytes == bytes)
    }

    @Test(arguments: rows.indices)
    func `one with a member missing or of another kind is refused`(index: Int) throws {
        let (kind, json) = Self.rows[index]
        for key in json.object?.keys ?? [] where !Self.optional.contains(key) {
            var object = try #require(json.object)
            for value: JSON? in [nil, .integer(7)] {
                object[key] = value
                let bytes = try CanonicalJSON.encode(.object(object))
                #expect(throws: RecordError.self, "\(key)") {
                    _ = try CaseRecord(kind: kind, id: Self.id, bytes: bytes)
                }
            }
        }
    }
}
