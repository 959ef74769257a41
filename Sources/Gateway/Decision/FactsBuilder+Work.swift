// SPDX-License-Identifier: EUPL-1.2
internal import Consent
internal import Domain

/// The facts of the work around a casus: who has joined, who is at table, who is named for what.
extension FactsBuilder {
    /// A flow within one organisation, which goes through the gateway if that partner chooses so.
    var isWithinPartner: Bool { offer.source.id == offer.recipient.id }

    /// What all groups share of these facts.
    func addWork(to context: inout QuestionContext) {
        context[.eigenOrganisatie] = isWithinPartner
        context[.anoniem] = offer.isAnonymous
        context[.verwijzing] = isReferral
        context[.herkenbaar] = offer.content.identifies
        context[.beschikkingsvrij] = offer.isWithoutBeschikking
        context[.bronInbrenger] = casus.openedBy == offer.source.id
        context[.overleg] =
            isReferral
            ? MeetingStanding.none.rawValue
            : casus.work.meeting(of: offer.recipient.id, offer.recipientRole, now: now).rawValue
        context[.ouderkeuzeGevraagd] = wasChoiceAsked
        context[.bezoekNu] = casus.work.isVisiting(
            offer.recipient.id, offer.recipientRole, now: now)
        context[.gebruikerGenoemd] = isCollectorNamed
        context[.caseload] = hasCaseloads
        context[.genoemdVoor] = arrangement
        context[.directBetrokken] =
            places.isDirectlyInvolved
            || offer.invitee?.isDirectlyInvolved == true
        context[.planDeelnemer] = casus.plan.isTaker(offer.recipient.id, offer.recipientRole)
        context[.planAkkoord] = casus.plan.isAgreed(
            family: casus.family, regime: offer.regime, now: now)
        context[.gekozenLezer] =
            casus.work.readers.map { $0.at <= now } ?? false
            && casus.work.isChosenReader(offer.recipient.id, offer.recipientRole)
        context[.melder] = casus.safety.breakGlass.contains {
            $0.reason == .e3 && $0.source == offer.recipient.id && $0.at <= now
        }
        context[.wederzijds] = isOtherDirectionComplete
    }

    /// What differs per group of these facts.
    func addGroup(
        _ group: VeldgroepCode, _ others: BetrokkenenFinding, to context: inout QuestionContext
    ) {
        context[.betrokkenen] = standing(of: others, in: group)
        context[.perItem] =
            casus.family.toestemmingen.contains { !$0.items.isEmpty }
            && casus.family.hasItemYes(question(group))
        context[.aangekondigd] = isWithinPartner || wasAnnounced(group)
        context[.nood] = casus.safety.breakGlass(flow(group), now: now)?.reason.rawValue ?? "geen"
        context[.afgewogen] = casus.safety.isWeighed(flow(group), now: now)
    }

    // MARK: Joining and place

    /// Nothing is carried: it is only recorded that somebody outside was told, or told something.
    var isReferral: Bool { offer.moment == .referral }

    /// Both have joined; of a referral the one outside never does.
    var haveJoined: Bool {
        let sides = [offer.source, offer.recipient]
        let joined = sides.filter { $0.type.mayJoin && $0.accession == .actief }
        guard isReferral else { return joined.count == 2 }
        return joined.count == 1 && sides.contains { $0.type.isOutside }
    }

    /// An invitation needs only to be addressed; when it is collected it must still stand.
    var isRecipientInPlace: Bool {
        if isReferral, offer.recipient.type.isOutside { return casus.status == .open }
        if offer.invitation != nil, offer.moment != .collect { return casus.status == .open }
        return hasPlace(offer.recipient.id, places.hasRecipient)
    }

    var isSourceInPlace: Bool {
        if isReferral, offer.source.type.isOutside { return casus.status == .open }
        return hasPlace(offer.source.id, places.hasSource)
    }

    /// The parents were asked whether they attend each meeting that is ahead or open.
    private var wasChoiceAsked: Bool {
        casus.work.meetings.filter { $0.isAhead(now) }.allSatisfy { meeting in
            meeting.choiceAsked.map { $0 <= now } ?? false
        }
    }

    /// Who collects may do so for the partner; before that nobody collects.
    private var isCollectorNamed: Bool {
        guard offer.moment == .collect else { return true }
        return casus.work.mayCollect(
            offer.recipient.id, offer.recipientRole, user: offer.recipientUser,
            participants: casus.participants.filter { !$0.isAnonymous || offer.isAnonymous },
            openedBy: casus.openedBy,
            isInvitation: offer.invitation != nil, on: today)
    }

    /// A role that is bound to a caseload has the child in it, on both sides.
    private var hasCaseloads: Bool {
        let user = offer.moment == .collect ? offer.recipientUser : nil
        // Who is invited can't have the child in the caseload before it knows of the casus.
        return hasCaseload(offer.source.id, offer.sourceRole, nil)
            && (offer.invitation != nil
                || hasCaseload(offer.recipient.id, offer.recipientRole, user))
    }

    private func hasCaseload(_ partner: PartnerID, _ role: RoleCode, _ user: String?) -> Bool {
        guard rules.roles.role(role)?.isCaseloadBound == true else { return true }
        return casus.work.hasCaseload(partner, role, user: user, on: today)
    }

    /// The one arrangement for which the giver or the taker was named.
    private var arrangement: String {
        var named = places.namedFor
        if let own = offer.invitee?.namedFor { named.insert(own) }
        guard named.count == 1, let one = named.first else { return "geen" }
        return one.rawValue
    }

    // MARK: What the family said and knows

    /// A bericht about this very disclosure, not only the general text.
    private func wasAnnounced(_ group: VeldgroepCode) -> Bool {
        casus.family.berichten.contains {
            $0.soort == .verstrekking && $0.about == nil && $0.at <= now
                && $0.scope.covers(flow(group))
        }
    }

    /// Where the other persons of whom the fragment tells stand.
    ///
    /// C8 is about the household: a source that lists nobody did not ask itself the question.
    private func standing(of others: BetrokkenenFinding, in group: VeldgroepCode) -> String {
        if others.standing == .geen, group.category.text == "C8" {
            return BetrokkenenStanding.nee.rawValue
        }
        return others.standing.rawValue
    }

    /// Row 23: the other source has complete consent too, for at least one group of its category.
    private var isOtherDirectionComplete: Bool {
        let back: CategoryCode?
        switch offer.category.text {
        case "C7": back = CategoryCode("C9")
        case "C9": back = CategoryCode("C7")
        default: back = nil
        }
        guard let category = back.flatMap({ rules.catalogue.category($0) }),
            let regime = offer.recipient.type.defaultRegime, regime.isCare
        else { return false }
        return category.groups.contains { group in
            let flow = Flow(
                source: offer.recipient.id, recipient: offer.source.id,
                recipientRole: offer.sourceRole, purpose: offer.purpose, group: group.code)
            let finding = casus.family.finding(
                ConsentQuestion(
                    flow: flow, regime: regime, settings: offer.recipient.consent, now: now))
            return finding.status == .volledig && finding.liftsSecrecy && finding.isGezagKnown
                && finding.isHeard && !finding.hasOpenObjection && !finding.hasOpenNo
        }
    }
}
