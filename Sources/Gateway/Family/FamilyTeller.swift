// SPDX-License-Identifier: EUPL-1.2
internal import Consent
internal import Domain

/// Tells a reader what lines mean, in sentences. Source: domain.md §12.
struct FamilyTeller {
    let region: Region
    let file: CaseFile
    let access: FamilyAccess
    let now: Timestamp

    /// Always there, in the same words.
    static let always =
        "Soms mag informatie een tijd niet in dit overzicht staan. Bijvoorbeeld voor de veiligheid "
        + "van een kind. Vragen? Neem contact op met de privacymedewerker van de organisatie."
    static let empty = "In dit overzicht staat geen gedeelde informatie over deze periode."
    static let noConsent = "Er is nu geen geldige toestemming. Daarom delen wij dit niet."

    private var today: CivilDate { Amsterdam.day(of: now) }

    private var voice: Voice {
        guard !access.isJongere else { return .jongere }
        let member = file.family.members.first { $0.id == access.viewer }
        switch member?.aanduiding {
        case .moeder, .vader, .ouder: return .parent(child: "uw kind")
        default: return .parent(child: "het kind")
        }
    }

    // MARK: The page

    var title: String {
        voice.pick(
            "Overzicht: wie deelde informatie over \(voice.child)?",
            "Overzicht: wie deelde informatie over jou?")
    }

    var period: String {
        let first = FamilyWords.date(Amsterdam.day(of: file.opened))
        return "Dit overzicht gaat over de tijd van \(first) tot en met \(FamilyWords.date(today))."
    }

    var complaint: String {
        voice.pick(
            "Hebt u een klacht? Praat met de privacymedewerker van de organisatie. Helpt dat niet? "
                + "Dan kunt u naar de Autoriteit Persoonsgegevens.",
            "Heb je een klacht? Praat met de privacymedewerker van de organisatie. Helpt dat niet? "
                + "Dan kun je naar de Autoriteit Persoonsgegevens.")
    }

    /// What the reader must know now: a birthday, and each question without a valid consent.
    var notices: [String] {
        var notices: [String] = []
        if access.band == .from16To17 {
            if access.isJongere {
                notices.append(
                    "Je bent 16 jaar geworden. Vanaf nu beslis jij zelf. Je ouders zien informatie "
                        + "van de jeugdarts alleen als jij dat goed vindt. Ook informatie van "
                        + "vroeger.")
            } else if !access.decides {
                notices.append(
                    FamilyWords.capitalised(voice.child) + " is 16 jaar geworden en beslist nu "
                        + "zelf. U ziet hier hoe vaak \(voice.child) op school is en hoe het leren "
                        + "gaat. De rest ziet u alleen als \(voice.child) dat goed vindt.")
            }
        }
        return notices + openQuestions
    }

    /// Sentence 10 for every question that this reader was asked and that has no valid consent now.
    ///
    /// It is the same whoever refused, and for those who stayed silent.
    private var openQuestions: [String] {
        guard access.decides || access.isJongere else { return [] }
        var notices: [String] = []
        for question in file.family.questions
        where question.persons.contains(access.viewer) && question.about == nil {
            guard let source = region.partners[question.scope.source]?.partner,
                let recipient = region.partners[question.scope.recipient]?.partner,
                !isComplete(question.scope, source.type)
            else { continue }
            let from = FamilyWords.actor(source.type, nil)
            let to = FamilyWords.actor(recipient.type, question.scope.recipientRole)
            let about = words(question.scope.groups.sorted())
            let notice =
                FamilyWords.capitalised(from)
                + " vroeg of informatie naar \(to) mag. Het gaat over: "
                + "\(about). " + Self.noConsent
            if !notices.contains(notice) { notices.append(notice) }
        }
        return notices
    }

    private func isComplete(_ scope: Scope, _ type: PartnerType) -> Bool {
        guard let role = scope.recipientRole, let regime = type.defaultRegime else { return false }
        return scope.groups.allSatisfy { group in
            let finding = file.family.finding(
                ConsentQuestion(
                    flow: Flow(
                        source: scope.source, recipient: scope.recipient, recipientRole: role,
                        purpose: scope.purpose, group: group),
                    regime: regime, settings: ConsentSettings(), now: now))
            return finding.status == .volledig
        }
    }

    // MARK: Entries

    /// Entries for lines that the reader may see; similar ones of one day are folded into one.
    func entries(_ lines: [FamilyLine]) -> [FamilyEntry] {
        var folds: [Fold: [FamilyLine]] = [:]
        for line in lines { folds[Fold(line), default: []].append(line) }
        return folds.values.map(entry).sorted {
            $0.day == $1.day ? $0.id < $1.id : $0.day > $1.day
        }
    }

    /// What lines of one day have in common that read the same.
    private struct Fold: Hashable {
        let day: CivilDate
        let source: PartnerID
        let sourceRole: RoleCode
        let recipient: PartnerID?
        let recipientRole: RoleCode?
        let outside: PartnerType?
        let isEmergency: Bool
        let purpose: PurposeCode
        let category: CategoryCode
        let bases: [String]
        let consents: [RandomID]
        let isAnonymous: Bool

        init(_ line: FamilyLine) {
            day = Amsterdam.day(of: line.at)
            source = line.source
            sourceRole = line.sourceRole
            recipient = line.recipient
            recipientRole = line.recipientRole
            if case .pointer(let type) = line.kind { outside = type } else { outside = nil }
            isEmergency = line.kind == .emergency
            purpose = line.purpose
            category = line.category
            bases = line.bases
            consents = line.consents
            isAnonymous = line.isAnonymous
        }
    }

    private func entry(_ lines: [FamilyLine]) -> FamilyEntry {
        let line = lines[0]
        let day = Amsterdam.day(of: line.at)
        let groups = Set(lines.flatMap(\.groups)).sorted()
        let source = party(line.source, line.sourceRole)
        let from = FamilyWords.actor(type(of: line.source), line.sourceRole)
        var to = FamilyEntry.Party(organisation: "", function: nil)
        let receiver: String
        let headline: String
        let date = FamilyWords.date(day)
        if case .pointer(let outside) = line.kind {
            receiver = FamilyWords.actor(outside, nil)
            to = FamilyEntry.Party(
                organisation: FamilyWords.capitalised(receiver), function: nil)
            headline = "Op \(date) heeft \(from) contact gehad met \(receiver)."
        } else {
            if let recipient = line.recipient { to = party(recipient, line.recipientRole) }
            receiver = FamilyWords.actor(
                line.recipient.map(type(of:)) ?? .gemeente, line.recipientRole)
            headline = "Op \(date) heeft \(from) informatie gegeven aan \(receiver)."
        }
        return FamilyEntry(
            id: lines.map(\.id).min() ?? line.id, day: day, headline: headline, from: source,
            to: to, about: about(line, groups),
            why: FamilyWords.purpose(line.purpose, voice, region.rules.purposes),
            allowedBecause: permission(line, from, receiver),
            until: until(line, day, receiver), actions: actions(line, from, source))
    }

    private func type(of partner: PartnerID) -> PartnerType {
        region.partners[partner]?.partner.type ?? .gemeente
    }

    private func party(_ partner: PartnerID, _ role: RoleCode?) -> FamilyEntry.Party {
        FamilyEntry.Party(
            organisation: region.partners[partner]?.partner.name ?? partner.organisation,
            function: role.map { FamilyWords.function($0, region.rules.roles) })
    }

    private func words(_ groups: [VeldgroepCode]) -> String {
        groups.map { FamilyWords.group($0, voice, region.rules.catalogue) }
            .joined(separator: "; ")
    }

    private func about(_ line: FamilyLine, _ groups: [VeldgroepCode]) -> String {
        if case .pointer = line.kind {
            return "Het ging over: de veiligheid. Wat er is gezegd, staat hier niet."
        }
        let about = "Het ging over: \(words(groups))."
        guard !groups.contains(where: FamilyWords.isHealth) else { return about }
        return about + " Er stond niets in over gezondheid."
    }

    /// Why it was allowed: for safety, by consent, by law, as part of the work, or without a name.
    private func permission(_ line: FamilyLine, _ from: String, _ to: String) -> String {
        switch line.kind {
        case .pointer, .emergency:
            return "Dit was nodig voor de veiligheid. Daarvoor was geen toestemming nodig."
        case .shared: break
        }
        if line.isAnonymous {
            return "Er stond niet bij om wie het ging. Daarvoor is geen toestemming nodig."
        }
        if let own = ownConsent(line) {
            let given = FamilyWords.date(Amsterdam.day(of: own.at))
            let gave = voice.pick("U gaf", "Je gaf") + " hiervoor toestemming op \(given). "
            if let withdrawn = own.withdrawnAt {
                let day = FamilyWords.date(Amsterdam.day(of: withdrawn))
                return gave + voice.pick("U", "Je") + " stopte deze toestemming op \(day)."
            }
            return gave
                + voice.pick(
                    "U mag deze toestemming altijd stoppen.",
                    "Je mag deze toestemming altijd stoppen.")
        }
        if restsOnConsent(line) { return "Hiervoor is toestemming gegeven." }
        if line.bases.contains("G-C") {
            return "Hiervoor was geen toestemming nodig. De wet zegt dat \(from) dit moet melden "
                + "bij \(to)."
        }
        return "Hiervoor was geen toestemming nodig. Dit hoort bij het werk van \(from)."
    }

    private func restsOnConsent(_ line: FamilyLine) -> Bool {
        !line.consents.isEmpty || line.bases.contains("G-T") || line.bases.contains("G-S")
    }

    private func ownConsent(_ line: FamilyLine) -> Toestemming? {
        file.consents.map(\.consent).first {
            $0.person == access.viewer && line.consents.contains($0.id)
        }
    }

    private func until(_ line: FamilyLine, _ day: CivilDate, _ to: String) -> String? {
        if case .pointer = line.kind { return nil }
        guard let purpose = region.rules.purposes.purpose(line.purpose) else { return nil }
        let last = FamilyWords.date(day.adding(days: purpose.periodDays))
        return "\(FamilyWords.capitalised(to)) mag dit hiervoor gebruiken tot \(last)."
    }

    private func actions(
        _ line: FamilyLine, _ from: String, _ source: FamilyEntry.Party
    ) -> [String] {
        let asks =
            voice.pick("Hebt u vragen?", "Heb je vragen?")
            + " Neem contact op met de privacymedewerker van \(source.organisation)."
        switch line.kind {
        case .pointer, .emergency: return [asks]
        case .shared: break
        }
        var actions: [String] = []
        if let own = ownConsent(line), own.withdrawnAt == nil {
            actions.append(
                voice.pick("Stopt u uw toestemming?", "Stop je jouw toestemming?")
                    + " Dan delen wij niets nieuws meer. Wat al gedeeld is, kunnen wij niet "
                    + "terughalen.")
        } else if restsOnConsent(line), access.decides {
            actions.append(
                voice.pick("Wilt u dit niet meer? Zeg", "Wil je dit niet meer? Zeg")
                    + " het tegen \(from). Dan delen wij niets nieuws meer.")
        } else if line.bases.contains("G-E"), mayObject {
            actions.append(
                voice.pick(
                    "Bent u het er niet mee eens? Dan kunt u bezwaar maken.",
                    "Ben je het er niet mee eens? Dan kun je bezwaar maken.")
                    + " \(FamilyWords.capitalised(from)) kijkt er dan opnieuw naar.")
        }
        actions.append(
            "Klopt er iets niet? Vraag \(from) om het te verbeteren. Iedereen die het kreeg, krijgt "
                + "ook de verbetering.")
        return actions
    }

    /// The jongere may object from 12, a parent until the child is 16.
    private var mayObject: Bool { access.isJongere || access.decides }
}
