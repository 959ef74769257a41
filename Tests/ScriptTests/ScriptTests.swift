// SPDX-License-Identifier: EUPL-1.2
import Foundation
import TestSupport
import Testing

extension TheRealProgram {
    struct `The demonstration` {
        @Test func `plays the case in plain lines where it is piped`() async throws {
            let text = try await blocking {
                try TemporaryFolder.scope { (folder: TemporaryFolder) in
                    let child = try SpawnedProgram(
                        RunningRegion.program,
                        [
                            "demo", "--folder", folder.file("regio"), "--policies",
                            RunningRegion.policies,
                        ],
                        output: folder.file("uit"), errors: folder.file("fouten"))
                    let ending = child.wait(upTo: .seconds(120))
                    #expect(ending == .status(0))
                    let errors = try String(contentsOfFile: folder.file("fouten"), encoding: .utf8)
                    #expect(errors.isEmpty, "\(errors)")
                    return try String(contentsOfFile: folder.file("uit"), encoding: .utf8)
                }
            }
            #expect(!text.contains("\u{1B}"), "no colour where nobody sees it")
            var rest = text[...]
            for line in Self.lines {
                let found = rest.range(of: line)
                #expect(found != nil, "missing, or before its time: \(line)")
                if let found { rest = rest[found.upperBound...] }
            }
        }

        /// What must be told, in this order.
        private static let lines = [
            "alleen met client-certificaat (TLS 1.3)", "Stap 1.",
            "aan gemeente-utrecht/leerplicht-begeleiding: C3.ongeoorloofd", "(rij-2)",
            "bewijs klopt", "Stap 2.", "geweigerd, en alleen de bron ziet waarom",
            "toestemming-ontbreekt", "aan lokalis/buurtteam-vo-so: C1.identificatie", "(rij-12-",
            "bewijs klopt", "weggelaten: C6.incident", "toestemming-ontbreekt", "Stap 3.",
            "geen-relatie", "aan sterk-vo/swv: C6.observatie, C6.wat-werkt", "(rij-47-",
            "twee keer precies hetzelfde antwoord: 404", "geen-relatie",
            "aan gemeente-utrecht/jgz", "(rij-45-",
            "aan trajectum/vo: C7.advies, C7.belastbaarheid", "(rij-18)", "bewijs klopt",
            "Stap 4.", "toestemming-ontbreekt",
            "er ontbreekt een ja van vader: geen-antwoord", "aan trajectum/vo: C9.bestaan",
            "(rij-14)",
            "Stap 5.", "toestemming-ontbreekt", "C11.stap", "(rij-37-stap)",
            "drie maanden na het begin", "C12.verhaal", "(rij-38)",
            "niet aan gemeente-utrecht/jgz", "zichtbaarheid-ouders", "Stap 6.",
            "moeder       kijkt in het overzicht", "elke letter is zoals hij was",
            "vader        kijkt in het overzicht", "elke letter is zoals hij was", "Stap 7.",
            "zijn vernietigd",
            "niet te krijgen: niet-beschikbaar (404)", "Stap 8.", "op de dag ervoor",
            "aan sterk-vo/swv: C6.wat-werkt", "(rij-47-", "bewijs klopt",
            "aan trajectum/vo: C7.advies, C7.belastbaarheid", "(rij-18)", "bewijs klopt",
            "op haar verjaardag", "niet aan sterk-vo/swv", "toestemming-ontbreekt",
            "er ontbreekt een ja van Noor: niet-gevraagd",
            "het ja van moeder verviel door verjaardag-16, niet door zijn einddatum",
            "te vragen aan: Noor", "zegt nu zelf ja", "aan sterk-vo/swv: C6.wat-werkt",
            "(rij-47-", "niet meer bij wat opnieuw gevraagd moet worden",
            "op het ja van Noor van gisteren",
            "aan trajectum/vo: C7.advies, C7.belastbaarheid", "(rij-18)", "bewijs klopt",
            "het eigen ja van Noor voor de zorg blijft staan", "Stap 9.",
            "krijgt: 404 niet-beschikbaar",
            "regels van de school blijven leesbaar",
            "nagekeken door een onafhankelijke lezer", "klopt met het getekende controlepunt",
            "anders: 0",
        ]

        @Test func `leaves a folder alone that is there already`() async throws {
            try await blocking {
                try TemporaryFolder.scope { (folder: TemporaryFolder) in
                    let child = try SpawnedProgram(
                        RunningRegion.program, ["demo", "--folder", folder.path],
                        output: folder.file("uit"), errors: folder.file("fouten"))
                    let ending = child.wait(upTo: .seconds(30))
                    #expect(ending != nil && ending != .status(0))
                    let errors = try String(contentsOfFile: folder.file("fouten"), encoding: .utf8)
                    #expect(errors.contains("exists already"))
                }
            }
        }
    }
}
