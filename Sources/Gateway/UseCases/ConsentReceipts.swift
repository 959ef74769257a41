// SPDX-License-Identifier: EUPL-1.2
internal import Consent
package import Domain
internal import Encodings

/// Signed receipts of consents, for who recorded them: given, refused, withdrawn or lapsed.
///
/// A JWS by the region's envelope key, so that it can be shown later to whoever knows that key. In it
/// are codes, the caller's own pseudonyms and the hash of the text; no name, no content.
/// Source: the sections of ISO/IEC TS 27560:2023: receipt metadata, record header, PII processing,
/// party identification, events.
package struct ConsentReceipts: Sendable {
    private let region: Region

    package init(_ region: Region) { self.region = region }

    /// The header's `typ`.
    package static let type = "kernpoort-toestemming+jwt"

    /// The receipt of a consent as it stands now.
    /// - Throws: `.unavailable` for any caller but who recorded it.
    package func callAsFunction(
        _ consent: RandomID, by caller: Caller
    ) async throws(UseCaseFailure) -> String {
        guard let receipt = try await ifOwn(consent, by: caller) else { throw .unavailable }
        return receipt
    }

    /// The same, or nil for any caller but who recorded it.
    package func ifOwn(
        _ consent: RandomID, by caller: Caller
    ) async throws(UseCaseFailure) -> String? {
        let region = region
        let content: JSON? = try await region.read { state in
            guard let row = try state.record(consent), row.kind == .consent,
                let names = try state.pseudonym(of: row.casus, for: caller.partnerRow),
                let file = try CaseFile(row.casus, from: state),
                let recorded = file.consents.first(where: { $0.consent.id == consent }),
                recorded.evidence.recordedBy == caller.partner
            else { return nil }
            let place = Place(caller: caller, names: names, file: file)
            return try Self.content(recorded, place, region.origin, state)
        }
        guard let content else { return nil }
        do {
            return try region.sealer.sign(content.serialized(), type: Self.type)
        } catch {
            throw .fault("\(error)")
        }
    }

    private static func content(
        _ recorded: RecordedConsent, _ place: Place, _ origin: String,
        _ state: borrowing some StateReading & ~Copyable
    ) throws -> JSON {
        let scope = recorded.consent.scope
        let events = try events(recorded, place, state)
        let record = JSON([
            ("schema_version", "ISO/IEC TS 27560:2023"),
            ("record_id", .string(recorded.consent.id.hex)),
            ("pii_principal_id", .string(place.names.subjectPseudonym.hex)),
            ("casus", .string(place.names.casusPseudonym.hex)),
            ("pii_processing", processing(recorded)),
            (
                "party_identification",
                [
                    ["party_id": .string(scope.source.text), "party_type": "pii-controller"],
                    [
                        "party_id": .string(scope.recipient.text),
                        "party_type": "third-party",
                        "party_role": .string(scope.recipientRole?.text ?? ""),
                    ],
                ]
            ),
            ("events", .array(events)),
        ])
        return JSON([
            ("iss", .string(origin)),
            ("aud", .string(place.caller.partner.text)),
            ("iat", .integer(state.now.milliseconds / 1000)),
            (
                "receipt_metadata",
                ["receipt_type": "full", "language": "nl", "jurisdiction": "NL"]
            ),
            ("consent_record", record),
        ])
    }

    private static func processing(_ recorded: RecordedConsent) -> JSON {
        let scope = recorded.consent.scope
        let evidence = recorded.evidence
        var bases: [JSON] = []
        if case .given(let given, _) = recorded.consent.answer {
            if given.consent { bases.append("G-T") }
            if given.secrecy { bases.append("G-S") }
        }
        return JSON([
            (
                "privacy_notice",
                [
                    "version": .string(evidence.textVersion),
                    "sha256": .string(evidence.textDigest),
                ]
            ),
            ("collection_method", .string(evidence.channel.rawValue)),
            ("purpose", .string(scope.purpose.text)),
            ("lawful_basis", .array(bases)),
            (
                "pii_information",
                .array(
                    scope.groups.sorted().map { group in
                        [
                            "pii_type": .string(group.text),
                            "per_item": .bool(
                                recorded.consent.items.contains { $0.group == group }),
                        ]
                    })
            ),
            ("withdrawal_method", "intrekkingen"),
        ])
    }

    private static func events(
        _ recorded: RecordedConsent, _ place: Place,
        _ state: borrowing some StateReading & ~Copyable
    ) throws -> [JSON] {
        let consent = recorded.consent
        let person = try place.externalID(ofPerson: consent.person, state)
        func event(
            _ kind: String, _ status: String, _ at: Timestamp, _ more: [(String, JSON)] = []
        ) -> JSON {
            JSON(
                [
                    ("event_type", .string(kind)), ("event_state", .string(status)),
                    ("event_time", .string(at.rfc3339)),
                ] + more)
        }
        var members: [(String, JSON)] = []
        if let person { members.append(("entity_id", .string(person.hex))) }
        if let about = try consent.about.flatMap({ try place.externalID(ofPerson: $0, state) }) {
            members.append(("about_id", .string(about.hex)))
        }
        if let band = recorded.evidence.band {
            members.append(("age_band", .string(band.rawValue)))
        }
        var events: [JSON] = []
        switch consent.answer {
        case .refused: events.append(event("explicit", "refused", consent.at, members))
        case .given(_, let until):
            members.append(("valid_until", .string(until.description)))
            events.append(event("explicit", "given", consent.at, members))
        }
        if let withdrawnAt = consent.withdrawnAt {
            events.append(event("explicit", "withdrawn", withdrawnAt))
        }
        if let lapse = place.file.life.lapse(of: consent.id)?.lapse {
            events.append(
                event(
                    "automatic", "lapsed", lapse.since,
                    [("reason", .string(lapse.reason.rawValue))]))
        }
        return events
    }
}
