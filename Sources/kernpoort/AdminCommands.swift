// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Encodings
internal import Gateway
internal import JOSE
internal import OpenSSL

/// What the operator's commands ask of a gateway, over the admin channel or in their own process.
struct AdminCommands: Sendable {
    let region: Region
    let configuration: Configuration

    /// Answers one request; never anything but codes, ids and counts.
    func answer(_ request: JSON) async -> JSON {
        do {
            switch request["opdracht"]?.string {
            case "partner-toevoegen": return try await add(request)
            case "partner-lijst": return list()
            case "partner-schorsen": return try await suspend(request, isSuspended: true)
            case "partner-herstellen": return try await suspend(request, isSuspended: false)
            case "partner-sleutel": return try await rotate(request)
            case "partner-jongere-alleen": return try await setJongereAlone(request)
            case "plan-start": return try await setPlanStart(request)
            case "regio": return regionDocument
            case "signalen": return try await signals(request)
            case "gezin-overzicht": return try await familyView(request)
            case "log-publiceren":
                try await region.ledger.publish()
                return ["status": "gepubliceerd"]
            case "log-bron": return try await logResource(request)
            case "beleid-activeren": return try await activatePolicy(request)
            case "beleid-geschiedenis": return try await policyHistory()
            case "beleid-uitleg": return try await explain(request)
            case "beleid-bestanden": return try await policyFiles(request)
            case "log-herbeslissen": return (try await region.replay()).json
            default: return ["fout": "unknown command"]
            }
        } catch let refusal as PartnerAdministration.Refusal {
            return ["fout": .string(Self.text(refusal))]
        } catch let refusal as ActivationRefusal {
            return ["geweigerd": .string("\(refusal)")]
        } catch let refusal as ExplainRefusal {
            return ["fout": .string("\(refusal)")]
        } catch let error as PolicyError {
            return ["geweigerd": .string("\(error)")]
        } catch let failure as CommandFailure {
            return ["fout": .string(failure.message)]
        } catch {
            return ["fout": .string("\(error)")]
        }
    }

    /// What a partner must know of the region: its origin, the log's key, the envelope key.
    private var regionDocument: JSON {
        JSON([
            ("regio", .string(region.origin)),
            ("logSleutel", .string(region.ledger.verifierKey)),
            ("logOorsprong", .string(region.ledger.origin)),
            ("enveloppenSleutel", region.envelopeKey.json),
        ])
    }

    private func logResource(_ request: JSON) async throws -> JSON {
        guard let path = request["pad"]?.string,
            let bytes = try await LogResources.bytes(path, of: region)
        else { return [:] }
        return ["bytes": .string(Base64.encode(bytes))]
    }

    private func add(_ request: JSON) async throws -> JSON {
        guard let id = request["partner"]?.string.flatMap({ PartnerID($0) }) else {
            throw CommandFailure(.usage, "a partner is `organisatie/onderdeel`")
        }
        guard let type = request["soort"]?.string.flatMap({ PartnerType(rawValue: $0) }) else {
            let known = PartnerType.allCases.filter(\.mayJoin).map(\.rawValue)
            throw CommandFailure(.usage, "the type must be one of \(known.joined(separator: ", "))")
        }
        guard let name = request["naam"]?.string, !name.isEmpty,
            name.utf8.count <= Partner.nameByteLimit,
            let certificate = request["certificaat"]?.string.flatMap({ Digest(hex: $0) })
        else { throw CommandFailure(.usage, "name and certificate are needed") }
        let obligations = (request["ondersteunt"]?.array ?? []).compactMap {
            $0.string.flatMap { Obligation(rawValue: $0) }
        }
        try await PartnerAdministration(region).add(
            id, type: type, name: name, certificate: certificate,
            signing: try Self.key(request["ondertekening"]),
            receiving: try Self.key(request["ontvangst"]), supporting: Set(obligations))
        return regionDocument
    }

    private func list() -> JSON {
        let partners = region.partners.all.map { registered in
            JSON([
                ("partner", .string(registered.partner.id.text)),
                ("soort", .string(registered.partner.type.rawValue)),
                ("naam", .string(registered.partner.name)),
                ("status", .string(registered.partner.status.rawValue)),
                ("jongereAlleen", .bool(registered.partner.isJongereAlone)),
                (
                    "sleutels",
                    .array(
                        registered.keys.filter { $0.state != .retired }.map {
                            [
                                "kid": .string($0.jwk.kid),
                                "gebruik": .string($0.jwk.use.rawValue),
                            ]
                        })
                ),
            ])
        }
        return ["partners": .array(partners)]
    }

    private func suspend(_ request: JSON, isSuspended: Bool) async throws -> JSON {
        try await PartnerAdministration(region).setSuspended(try Self.id(request), isSuspended)
        return ["status": .string(isSuspended ? "geschorst" : "actief")]
    }

    private func rotate(_ request: JSON) async throws -> JSON {
        let count = try await PartnerAdministration(region).rotate(
            try Self.id(request), to: try Self.key(request["sleutel"]))
        return ["vernietigdeEnveloppen": .integer(Int64(count))]
    }

    private func setJongereAlone(_ request: JSON) async throws -> JSON {
        guard let isAlone = request["waarde"]?.bool else {
            throw CommandFailure(.usage, "the jongere decides alone: `yes` or `no`")
        }
        try await PartnerAdministration(region).setJongereAlone(try Self.id(request), isAlone)
        return ["status": .string(isAlone ? "jongere-alleen" : "samen-met-ouders")]
    }

    private static func id(_ request: JSON) throws -> PartnerID {
        guard let id = request["partner"]?.string.flatMap({ PartnerID($0) }) else {
            throw CommandFailure(.usage, "a partner is `organisatie/onderdeel`")
        }
        return id
    }

    private static func key(_ json: JSON?) throws -> JWK {
        guard let json, let key = try? JWK(parsing: json.serialized().span) else {
            throw CommandFailure(
                .usage, "a key is a public JWK with use, alg and its thumbprint as kid")
        }
        return key
    }

    private static func text(_ refusal: PartnerAdministration.Refusal) -> String {
        switch refusal {
        case .alreadyRegistered: "this partner is registered already"
        case .unknownPartner: "no such partner"
        case .typeNeverJoins: "organisations of this type never join"
        case .certificateTaken: "this certificate's key belongs to another partner"
        case .noCareRecords: "this partner keeps no records under professional secrecy"
        case .wrongUseOfKey: "a partner has one key with use `sig` and one with use `enc`"
        }
    }
}

extension ReplayReport {
    /// Counts, and the ids of lines that were decided otherwise.
    fileprivate var json: JSON {
        JSON([
            ("beslissingen", .integer(Int64(decisionCount))),
            ("gewist", .integer(Int64(erasedCount))),
            ("anders", .array(differing.map { .string($0.hex) })),
        ])
    }
}
