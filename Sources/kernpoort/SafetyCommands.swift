// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Encodings
internal import Gateway

/// `kernpoort signalen` and `kernpoort family view`: what an officer must know, and what a family sees.
enum SafetyCommands {
    private static let folder = Option("folder", "DIR", "the region's folder", required: true)

    static let commands = [
        Command(
            "signalen",
            "what the officers (FG) must know: break-glass to review, withholdings to decide about",
            options: [folder, Option("partner", "PARTNER", "of this source alone")],
            run: signals),
        Command(
            "family view", "in a demo region: the overview as one person of the family sees it",
            options: [
                folder,
                Option("partner", "PARTNER", "the partner whose ids follow", required: true),
                Option("casus", "ID", "its pseudonym of the casus", required: true),
                Option("person", "ID", "its id of the person", required: true),
                Option("cursor", "TEXT", "where the page begins"),
                Option("count", "N", "entries on a page (20)"),
            ],
            run: view),
    ]

    private static func signals(_ arguments: Arguments) async throws -> ExitStatus {
        var request: [(String, JSON)] = [("opdracht", "signalen")]
        if let partner = arguments["partner"] { request.append(("partner", .string(partner))) }
        let answer = try await PartnerCommand.ask(
            JSON(request), try PartnerCommand.configuration(arguments))
        if arguments.has("json") {
            printJSON(answer)
            return .success
        }
        let signals = answer["signalen"]?.array ?? []
        if signals.isEmpty { printLine("no signals") }
        for signal in signals {
            printLine(
                padded(signal["partner"]?.string ?? "", to: 28)
                    + padded(signal["soort"]?.string ?? "", to: 32)
                    + padded("tot \(signal["uiterlijk"]?.string ?? "")", to: 18)
                    + "casus \(signal["casus"]?.string ?? "") "
                    + "record \(signal["record"]?.string ?? "")")
        }
        return .success
    }

    private static func view(_ arguments: Arguments) async throws -> ExitStatus {
        var request: [(String, JSON)] = [
            ("opdracht", "gezin-overzicht"),
            ("partner", .string(try arguments.required("partner"))),
            ("casus", .string(try arguments.required("casus"))),
            ("persoon", .string(try arguments.required("person"))),
            (
                "aantal",
                .integer(
                    Int64(try arguments.integer("count", default: FamilyView.defaultCount)))
            ),
        ]
        if let cursor = arguments["cursor"] { request.append(("cursor", .string(cursor))) }
        let answer = try await PartnerCommand.ask(
            JSON(request), try PartnerCommand.configuration(arguments))
        if arguments.has("json") {
            printJSON(answer["overzicht"] ?? [:])
        } else {
            printLine(answer["tekst"]?.string ?? "")
        }
        return .success
    }
}

extension AdminCommands {
    /// The signals about safety: codes, ids and days alone.
    func signals(_ request: JSON) async throws -> JSON {
        var partner: PartnerID?
        if let text = request["partner"]?.string {
            guard let id = PartnerID(text) else {
                throw CommandFailure(.usage, "a partner is `organisatie/onderdeel`")
            }
            partner = id
        }
        let signals = try await SafetySignals(region).list(of: partner).map {
            JSON([
                ("partner", .string($0.partner.text)), ("soort", .string($0.kind.rawValue)),
                ("casus", .string($0.casus.hex)), ("record", .string($0.record.hex)),
                ("sinds", .string($0.since.rfc3339)), ("uiterlijk", .string($0.due.description)),
                ("teLaat", .bool($0.isOverdue)),
            ])
        }
        return ["signalen": .array(signals)]
    }

    /// A family's overview, for demonstrations: in production nobody reads along with a family.
    func familyView(_ request: JSON) async throws -> JSON {
        guard configuration.isDemo else {
            throw CommandFailure(.usage, "a family's overview is shown in demo regions only")
        }
        guard let partner = request["partner"]?.string.flatMap({ PartnerID($0) }),
            let casus = request["casus"]?.string.flatMap({ RandomID(hex: $0) }),
            let person = request["persoon"]?.string.flatMap({ RandomID(hex: $0) })
        else { throw CommandFailure(.usage, "partner, casus and person are needed") }
        var cursor: [UInt8]?
        if let text = request["cursor"]?.string {
            guard let bytes = try? Base64URL.decode(text) else {
                throw CommandFailure(.usage, "that is no cursor")
            }
            cursor = bytes
        }
        do throws(UseCaseFailure) {
            let reader = try await region.familyReader(
                partner: partner, casus: casus, person: person)
            let page = try await FamilyView(region)(
                casus: reader.casus, viewer: reader.person, after: cursor,
                count: Int(request["aantal"]?.integer ?? Int64(FamilyView.defaultCount)))
            return ["overzicht": page.json, "tekst": .string(page.text)]
        } catch {
            throw CommandFailure(.refused, "no overview for this person: \(error)")
        }
    }
}
