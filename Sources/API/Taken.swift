// SPDX-License-Identifier: EUPL-1.2
internal import Encodings
internal import Gateway

/// How an act of the family was taken: the channel, and the text that was shown.
extension Shapes {
    /// Where an act may be recorded without saying how it came.
    static let maybeChannel = Schema.Member.optional("kanaal", channel, "Hoe het is gegaan.")

    static let maybeText = Schema.Member.optional(
        "tekst", consentText, "Welke tekst de persoon zag of hoorde, als die er was.")
}

extension Body.Value {
    /// As `kanaal` and `tekst` say; either may be left out where the schema lets it.
    var taken: TakenInput {
        get throws {
            let channel = try self["kanaal"].map { word in
                guard let channel = ConsentEvidence.Channel(rawValue: word.text) else {
                    throw Problem.fault
                }
                return channel
            }
            let text = self["tekst"].map {
                ShownText(version: $0.needed("versie").text, digest: $0.needed("sha256").text)
            }
            return TakenInput(channel: channel, text: text)
        }
    }
}

extension ActEvidence {
    /// As `Shapes.maybeChannel` and `Shapes.maybeText` say.
    var members: [(String, JSON)] {
        var members: [(String, JSON)] = []
        if let channel { members.append(("kanaal", .string(channel.rawValue))) }
        if let text {
            members.append(
                ("tekst", ["versie": .string(text.version), "sha256": .string(text.digest)]))
        }
        return members
    }
}
