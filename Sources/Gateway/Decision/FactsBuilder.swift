// SPDX-License-Identifier: EUPL-1.2
internal import Consent
internal import Domain

/// Turns what is known about a casus into the facts of one decision.
///
/// Every unbounded fact (a date, a number of hours, a membership) becomes a flag or a word here, in one
/// named place. Whatever is unknown becomes the answer that refuses.
struct FactsBuilder {
    let offer: Offer
    let casus: CaseFacts
    let now: Timestamp
    let rules: RulesInForce
    /// The deelnemer rows on which both sides rest.
    let places: Places
    let band: AgeBand

    init(offer: Offer, casus: CaseFacts, now: Timestamp, rules: RulesInForce) {
        self.offer = offer
        self.casus = casus
        self.now = now
        self.rules = rules
        places = Places(of: offer, among: casus.participants)
        band = AgeBand(born: casus.family.born, on: rules.day)
    }

    /// The facts, and per asked group whose yes is missing.
    func build() -> (facts: DecisionFacts, missing: [VeldgroepCode: [ConsentFinding.Missing]]) {
        let shared = sharedContext
        var gezag: Set<RandomID> = []
        var missing: [VeldgroepCode: [ConsentFinding.Missing]] = [:]
        func question(_ group: VeldgroepCode) -> DecisionFacts.Question {
            let finding = finding(group)
            gezag.formUnion(finding.gezagFacts)
            missing[group] = finding.missing
            let others = casus.family.finding(of: offer.betrokkenen, for: self.question(group))
            return DecisionFacts.Question(
                group: group, context: context(shared, group, finding, others),
                consents: Set(finding.consents + others.consents).sorted())
        }
        let invited = offer.invitation.map { $0.sorted().map(question) }
        let questions: [DecisionFacts.Question]
        if rules.catalogue.category(offer.category)?.groups.isEmpty == true {
            // Nothing is consented to where there is no field group.
            var context = shared
            context[.toestemming] = ConsentStatus.nvt.rawValue
            context[.geheim] = (offer.regime.isCare ? Secrecy.kept : .none).rawValue
            questions = [DecisionFacts.Question(group: nil, context: context, consents: [])]
        } else {
            questions = offer.groups.sorted().map(question)
        }
        let facts = DecisionFacts(
            day: today, moment: offer.moment, source: source, category: offer.category,
            questions: questions, invited: invited, isHiddenFromParents: isHiddenFromParents,
            gezag: gezag.sorted(),
            participants: places.ids,
            jongereAlone: offer.source.consent.jongereAlone)
        return (facts, missing)
    }

    var today: CivilDate { rules.day }

    /// Where professional secrecy stands.
    private enum Secrecy: String {
        case none = "nvt"
        case lifted = "opgeheven"
        case kept = "niet"
    }

    // MARK: What all groups share

    private var sharedContext: QuestionContext {
        var context = QuestionContext()
        let isRecipientKnown = rules.roles.mayAssert(
            offer.recipientRole, as: offer.recipient.type)
        context[.ontvangerRol] = (isRecipientKnown ? offer.recipientRole : RoleBook.unknown).text
        context[.ontvangerType] = offer.recipient.type.rawValue
        context[.doel] =
            rules.purposes.purpose(offer.purpose)?.code.text ?? RuleWords.unknownPurpose
        context[.leeftijd] = band.rawValue
        context[.bericht] = isWithinPartner ? "nvt" : (wasTold ? "gegeven" : "ontbreekt")
        context[.toegetreden] = haveJoined
        context[.rolBekend] = source != nil && isRecipientKnown
        context[.bronDeelnemer] = isSourceInPlace
        context[.deelnemer] = isRecipientInPlace
        context[.drempel16u] = passesThreshold
        context[.noodzakelijk] = offer.isNecessary
        context[.beperking] = casus.isRestricted
        context[.zichtbaarheidOndersteund] =
            !isHiddenFromParents || offer.recipient.hidesFromParents || isReferral
        context[.verlopen] = offer.expires.map { now >= $0 } ?? false
        addWork(to: &context)
        return context
    }

    private var source: DecisionFacts.Professional? {
        guard rules.roles.mayAssert(offer.sourceRole, as: offer.source.type) else { return nil }
        return DecisionFacts.Professional(type: offer.source.type, role: offer.sourceRole)
    }

    // MARK: Relation (domain.md §7)

    func hasPlace(_ partner: PartnerID, _ isAccepted: Bool) -> Bool {
        casus.status == .open && (partner == casus.openedBy || isAccepted)
    }

    /// Row 2 looks at the absence itself, row 3 at the report that was made of it.
    private var passesThreshold: Bool {
        if offer.category.text == "C3" { return offer.content.passesAbsenceThreshold }
        return casus.absenceReports.contains(
            AbsenceReport(source: offer.source.id, recipient: offer.recipient.id))
    }

    /// The text of AVG 13/14 was given for this recipient and purpose.
    private var wasTold: Bool {
        casus.family.berichten.contains { notice in
            notice.scope.source == offer.source.id && notice.scope.recipient == offer.recipient.id
                && notice.scope.purpose == offer.purpose && notice.at <= now && notice.about == nil
                && (notice.scope.recipientRole == nil
                    || notice.scope.recipientRole == offer.recipientRole)
        }
    }

    /// Source: domain.md §8, restricted by itself.
    private var isHiddenFromParents: Bool {
        if offer.isWithheld || offer.fragment.map(casus.safety.isWithheld) ?? false { return true }
        switch offer.category.text {
        case "C7", "C8", "C9", "C10": return offer.regime.isCare && band == .from16To17
        case "C12": return !isOwnVoiceOpened
        default: return false
        }
    }

    /// The jongere opened the own voice to everybody of the family who is grown up.
    private var isOwnVoiceOpened: Bool {
        guard let readers = casus.work.readers, readers.at <= now else { return false }
        let grown = casus.family.members.filter(\.aanduiding.isGrown)
        return readers.isOpen(to: Set(grown.map(\.id)))
    }

    // MARK: What differs per group

    private func finding(_ group: VeldgroepCode) -> ConsentFinding {
        casus.family.finding(question(group))
    }

    func question(_ group: VeldgroepCode) -> ConsentQuestion {
        ConsentQuestion(
            flow: flow(group), regime: offer.regime, settings: offer.source.consent,
            words: words(of: group), now: now)
    }

    /// The words of a group as they were offered; whoever asks beforehand has written none yet.
    private func words(of group: VeldgroepCode) -> ConsentQuestion.Words {
        if offer.moment == .question { return .any }
        return offer.content.words[group].map { .digest($0) } ?? .unknown
    }

    func flow(_ group: VeldgroepCode) -> Flow {
        Flow(
            source: offer.source.id, recipient: offer.recipient.id,
            recipientRole: offer.recipientRole, purpose: offer.purpose, group: group)
    }

    private func context(
        _ shared: QuestionContext, _ group: VeldgroepCode, _ finding: ConsentFinding,
        _ others: BetrokkenenFinding
    ) -> QuestionContext {
        var context = shared
        let secrecy: Secrecy =
            offer.regime.isCare ? (finding.liftsSecrecy ? .lifted : .kept) : .none
        context[.toestemming] = finding.status.rawValue
        context[.grondslagToestemming] = finding.carriesConsent
        context[.geheim] = secrecy.rawValue
        context[.gezagBekend] = finding.isGezagKnown
        context[.gehoord] = finding.isHeard
        context[.overeenstemming] = finding.isAgreed
        context[.bezwaar] = finding.hasOpenObjection
        context[.nee] = finding.hasOpenNo
        addGroup(group, others, to: &context)
        return context
    }
}
