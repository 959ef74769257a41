// SPDX-License-Identifier: EUPL-1.2
internal import AuditLog
internal import Domain
internal import Encodings
internal import OpenSSL

extension Region {
    /// Puts a rule set in force, with a line, unless it already is: every later line names it.
    package func activate(_ files: PolicyFiles) async throws {
        let version = files.version
        let content = files.stored
        let name = files.region
        _ = try await append { transaction in
            if let active = try transaction.activePolicy(), active.version == version.bytes {
                return
            }
            try transaction.activatePolicy(version: version, content: content)
            var details = LineDetails()
            details.activity = Activity.beheer.uri
            details.facts = try Facts([
                "beleid": .string(Hex.encode(version.bytes)), "regio": .string(name),
            ])
            try transaction.appendControl(LineDraft(.beleidGeactiveerd, details: details))
        }
    }
}

extension PolicyFiles {
    /// All files as one document, kept for as long as a line names this version.
    var stored: [UInt8] {
        JSON([
            ("regio", .string(region)),
            (
                "bestanden",
                JSON(files.map { ($0.path, .string(Base64.encode($0.bytes))) })
            ),
        ]).serialized()
    }
}
