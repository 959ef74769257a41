// SPDX-License-Identifier: EUPL-1.2
internal import Consent
internal import Domain
internal import Encodings

extension WorkDesk {
    /// Only who opened the casus, or a deelnemer that gave something in it, brings others to a table.
    private func mayOrganise(_ transaction: borrowing LedgerTransaction) throws -> Bool {
        if place.isOpener { return true }
        for row in try transaction.fragments(of: place.file.id)
        where row.partner == caller.partnerRow {
            let fragment = try FragmentRecord(row.content.copied())
            if fragment.outcomes.contains(where: \.isPermitted) { return true }
        }
        return false
    }

    func plan(
        at: Timestamp, _ seats: [SeatInput], _ agenda: Set<VeldgroepCode>,
        _ transaction: borrowing LedgerTransaction
    ) throws -> WorkStep {
        guard try mayOrganise(transaction) else { throw UseCaseFailure.unavailable }
        let meeting = MeetingVersion(
            id: transaction.newID(), at: try ahead(at, "/wanneer", transaction),
            seats: try self.seats(seats, transaction), status: .planned,
            agenda: try known(agenda), recordedBy: caller.partner, recordedAt: transaction.now)
        return try settle(meeting, before: nil, transaction)
    }

    func change(
        _ id: RandomID, _ at: Timestamp?, _ seats: [SeatInput]?, _ agenda: Set<VeldgroepCode>?,
        _ isCancelled: Bool, _ transaction: borrowing LedgerTransaction
    ) throws -> WorkStep {
        let old = try own(id, transaction)
        let time = at == old.at ? nil : at
        let meeting = MeetingVersion(
            id: old.id, at: try time.map { try ahead($0, "/wanneer", transaction) } ?? old.at,
            seats: try seats.map { try self.seats($0, transaction) } ?? old.seats,
            status: isCancelled ? .cancelled : .planned,
            agenda: try agenda.map(known) ?? old.agenda, recordedBy: caller.partner,
            recordedAt: transaction.now)
        return try settle(meeting, before: old, transaction)
    }

    /// Checks a version, tells whom it concerns, and gives its record.
    private func settle(
        _ meeting: MeetingVersion, before old: MeetingVersion?,
        _ transaction: borrowing LedgerTransaction
    ) throws -> WorkStep {
        var step = WorkStep(
            id: meeting.id, record: .meeting(meeting),
            facts: [
                "overleg": .string(meeting.id.hex), "status": .string(meeting.status.rawValue),
                "wanneer": .string(meeting.at.rfc3339),
                "plaatsen": .array(
                    meeting.seats.map {
                        ["partner": .string($0.partner.text), "rol": .string($0.role.text)]
                    }),
            ], groups: meeting.agenda)
        if meeting.status == .planned {
            let brought = journal.agenda.filter { $0.meeting == meeting.id }
            step.refusal =
                try firewall(meeting.seats)
                ?? attendanceOfficers(
                    meeting.seats, hear: meeting.agenda, of: caller.partner, transaction)
            for item in brought where step.refusal == nil {
                step.refusal = try attendanceOfficers(
                    meeting.seats, hear: item.groups, of: item.source, transaction)
            }
            if step.refusal != nil { return step }
        }
        for partner in concerned(by: meeting, before: old) {
            guard let row = region.partners[partner]?.partner.row else { continue }
            _ = try transaction.givePseudonym(of: place.file.id, to: row)
            let alias = try transaction.giveExternalID(of: meeting.id, to: row)
            try tell(row, .overleg, Message(meeting: alias), transaction)
        }
        return step
    }

    /// Partners whose own seat is new, gone or moved; ascending.
    private func concerned(
        by meeting: MeetingVersion, before old: MeetingVersion?
    ) -> [PartnerID] {
        let seats = Set(meeting.seats.map { Addressee(partner: $0.partner, role: $0.role) })
        let former = Set((old?.seats ?? []).map { Addressee(partner: $0.partner, role: $0.role) })
        let hasMoved = old.map { $0.at != meeting.at || $0.status != meeting.status } ?? true
        let changed = hasMoved ? seats.union(former) : seats.symmetricDifference(former)
        return Set(changed.map(\.partner)).subtracting([caller.partner]).sorted()
    }

    private func seats(
        _ inputs: [SeatInput], _ transaction: borrowing LedgerTransaction
    ) throws -> [Meeting.Seat] {
        var seats: [Meeting.Seat] = []
        var taken: Set<Addressee> = []
        for (offset, input) in inputs.enumerated() {
            _ = try row(of: input.addressee, at: "/deelnemers/\(offset)", transaction)
            let seat = Meeting.Seat(
                partner: input.addressee.partner, role: input.addressee.role, reason: input.reason)
            guard let seat else { throw invalid("/deelnemers/\(offset)/reden", "ontbreekt") }
            guard taken.insert(input.addressee).inserted else {
                throw invalid("/deelnemers/\(offset)", "staat er al")
            }
            seats.append(seat)
        }
        return seats
    }

    private func known(_ agenda: Set<VeldgroepCode>) throws -> Set<VeldgroepCode> {
        for group in agenda {
            let category = region.rules.catalogue.category(group.category)
            guard category?.groups.contains(where: { $0.code == group }) == true else {
                throw invalid("/agenda", "heeft een veldgroep die niet in de catalogus staat")
            }
        }
        return agenda
    }

    /// A meeting of which the caller is the organiser, and that was not called off.
    private func own(
        _ id: RandomID, _ transaction: borrowing LedgerTransaction
    ) throws -> MeetingVersion {
        guard let meeting = journal.meeting(id), meeting.recordedBy == caller.partner,
            meeting.status == .planned
        else { throw UseCaseFailure.unavailable }
        return meeting
    }

    /// A meeting by the caller's own id for it: as its organiser, or as one on its list.
    private func seated(
        _ id: RandomID, _ transaction: borrowing LedgerTransaction
    ) throws -> MeetingVersion {
        let object = try transaction.object(named: id, for: caller.partnerRow)
        let meeting =
            object.flatMap { journal.meeting($0) }
            ?? journal.meeting(id).flatMap { $0.recordedBy == caller.partner ? $0 : nil }
        guard let meeting, meeting.status == .planned,
            meeting.recordedBy == caller.partner
                || meeting.seats.contains(where: { $0.partner == caller.partner })
        else { throw UseCaseFailure.unavailable }
        return meeting
    }

    // MARK: Answers and questions

    func answer(
        _ id: RandomID, _ accepts: Bool, _ transaction: borrowing LedgerTransaction
    ) throws -> WorkStep {
        let meeting = try seated(id, transaction)
        guard meeting.recordedBy != caller.partner,
            meeting.seats.contains(where: {
                $0.partner == caller.partner && $0.role == caller.role
            }), transaction.now < meeting.at.adding(days: Meeting.daysAfter)
        else { throw UseCaseFailure.unavailable }
        if let organiser = region.partners[meeting.recordedBy]?.partner.row {
            try tell(organiser, .overleg, Message(meeting: meeting.id), transaction)
        }
        return WorkStep(
            id: id,
            record: .seatAnswer(
                SeatAnswer(
                    meeting: meeting.id, partner: caller.partner, role: caller.role,
                    accepts: accepts, user: caller.user, heldAt: meeting.at, at: transaction.now)),
            facts: [
                "overleg": .string(id.hex), "antwoord": accepts ? "aanvaard" : "geweigerd",
            ])
    }

    func attendance(
        _ id: RandomID, _ asked: [RandomID], _ choices: [AttendanceQuestion.Choice],
        _ at: Timestamp, _ channel: ConsentEvidence.Channel,
        _ transaction: borrowing LedgerTransaction
    ) throws -> WorkStep {
        let meeting = try seated(id, transaction)
        let persons = try asked.enumerated().map { offset, id in
            try place.person(id, at: "/gevraagdAan/\(offset)", transaction)
        }
        let chosen = try choices.enumerated().map { offset, choice in
            AttendanceQuestion.Choice(
                person: try place.person(
                    choice.person, at: "/keuzen/\(offset)/persoon", transaction),
                answer: choice.answer)
        }
        let question = AttendanceQuestion(
            meeting: meeting.id, asked: Set(persons), choices: chosen, channel: channel,
            heldAt: meeting.at, at: try past(at, "/gevraagdOp", transaction),
            recordedBy: caller.partner)
        guard let question else { throw invalid("/keuzen", "is van iemand die niet is gevraagd") }
        // Who was asked and what they chose stands in the record alone.
        return WorkStep(
            id: id, record: .attendance(question),
            facts: ["overleg": .string(id.hex), "ouderkeuze": "gevraagd"])
    }

    /// Tells everyone who has not answered; at most once a day.
    func remind(
        _ id: RandomID, _ transaction: borrowing LedgerTransaction
    ) throws -> WorkStep {
        let meeting = try own(id, transaction)
        let silent = Set(
            meeting.seats.filter {
                $0.partner != caller.partner
                    && journal.answer(of: $0.partner, $0.role, to: meeting) == nil
            }.map(\.partner))
        guard !silent.isEmpty else { throw invalid("", "iedereen heeft al geantwoord") }
        let last = journal.reminders.last { $0.meeting == meeting.id }?.at
        if let last, transaction.now < last.adding(days: 1) {
            throw invalid("", "er is vandaag al herinnerd")
        }
        for partner in silent.sorted() {
            guard let row = region.partners[partner]?.partner.row else { continue }
            let alias = try transaction.giveExternalID(of: meeting.id, to: row)
            try tell(row, .overlegHerinnering, Message(meeting: alias), transaction)
        }
        return WorkStep(
            id: meeting.id,
            record: .reminder(MeetingReminder(meeting: meeting.id, at: transaction.now)),
            facts: [
                "overleg": .string(meeting.id.hex), "herinnerd": .integer(Int64(silent.count)),
            ])
    }

    func bring(
        _ groups: Set<VeldgroepCode>, to id: RandomID, _ transaction: borrowing LedgerTransaction
    ) throws -> WorkStep {
        let meeting = try seated(id, transaction)
        guard meeting.recordedBy != caller.partner else {
            throw invalid("", "uw eigen agenda staat in het overleg zelf")
        }
        let groups = try known(groups)
        var step = WorkStep(
            id: id,
            record: .agenda(
                AgendaItem(
                    meeting: meeting.id, source: caller.partner, groups: groups,
                    at: transaction.now)),
            facts: ["overleg": .string(id.hex), "agenda": true], groups: groups)
        step.refusal = try attendanceOfficers(
            meeting.seats, hear: groups, of: caller.partner, transaction)
        return step
    }

    // MARK: Leerplicht at the table

    /// What leerplicht hears as help may not feed enforcement: that onderdeel has no seat at a table.
    private func firewall(_ seats: [Meeting.Seat]) throws -> WorkStep.Refusal? {
        guard seats.contains(where: { type(of: $0.partner) == .leerplichtHandhaving }) else {
            return nil
        }
        return WorkStep.Refusal(
            codes: [.geenRelatie], failure: .telling([.geenRelatie], to: .source))
    }

    /// Leerplicht comes to a table where care or the home is spoken of only with the toestemming that
    /// giving it the same would need. Source: domain.md §7, rows 17 and 22.
    ///
    /// Who is not the source of what is spoken of does not learn why not.
    private func attendanceOfficers(
        _ seats: [Meeting.Seat], hear groups: Set<VeldgroepCode>, of source: PartnerID,
        _ transaction: borrowing LedgerTransaction
    ) throws -> WorkStep.Refusal? {
        let officers = seats.filter { type(of: $0.partner) == .leerplichtBegeleiding }
        let sensitive = groups.filter { ["C7", "C8", "C9"].contains($0.category.text) }
        guard !officers.isEmpty, !sensitive.isEmpty else { return nil }
        var codes: Set<RefusalCode> = []
        for seat in officers where seat.partner != source {
            for group in sensitive {
                codes.formUnion(lacking(group, of: source, for: seat, transaction.now))
            }
        }
        guard !codes.isEmpty else { return nil }
        return WorkStep.Refusal(
            codes: codes.sorted(),
            failure: .telling(
                codes.sorted(), to: source == caller.partner ? .source : .recipient))
    }

    private func lacking(
        _ group: VeldgroepCode, of source: PartnerID, for seat: Meeting.Seat, _ now: Timestamp
    ) -> Set<RefusalCode> {
        guard let regime = type(of: source)?.defaultRegime, let purpose = PurposeCode("P6") else {
            return [.toestemmingOntbreekt]
        }
        let finding = place.file.family.finding(
            ConsentQuestion(
                flow: Flow(
                    source: source, recipient: seat.partner, recipientRole: seat.role,
                    purpose: purpose, group: group),
                regime: regime, settings: ConsentSettings(), now: now))
        var codes: Set<RefusalCode> = []
        if !finding.isGezagKnown { codes.insert(.gezagOnbekend) }
        if finding.status != .volledig || !finding.carriesConsent || !finding.isHeard
            || (regime.isCare && !finding.liftsSecrecy)
        {
            codes.insert(.toestemmingOntbreekt)
        }
        if finding.hasOpenObjection || finding.hasOpenNo { codes.insert(.bezwaar) }
        return codes
    }
}
