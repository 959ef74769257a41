// SPDX-License-Identifier: EUPL-1.2
internal import AuditLog
internal import Domain
internal import Memory

/// What those who lead a school or team may know: nothing of a casus in which they have no place.
///
/// Who works in the building for another partner stays independent of its management, and so do a
/// mentor and a teacher: leading is no reason to know. Source: domain.md §3, Leeuwarden.
extension Region {
    /// Whether a caller leads, so that it is shown only what is its own.
    func isManagement(_ caller: Caller) -> Bool {
        rules.roles.role(caller.role)?.isManagement ?? false
    }

    /// Whether a caller may know that there is such a casus.
    func mayKnow(_ caller: Caller, of file: CaseFile, on day: CivilDate) -> Bool {
        !isManagement(caller) || file.hasPlace(caller, on: day)
    }

    /// Whether a caller may know of an item in the inbox of its partner.
    func mayKnow(
        _ caller: Caller, of message: MessageRow<OpenedBytes>,
        _ state: borrowing some StateReading & ~Copyable
    ) throws -> Bool {
        guard isManagement(caller) else { return true }
        guard let casus = message.casus, let file = try CaseFile(casus, from: state),
            file.hasPlace(caller, on: Amsterdam.day(of: state.now))
        else { return false }
        guard let id = message.envelope, let envelope = try state.envelope(id) else { return true }
        return try EnvelopeRecord(envelope.content.copied()).role == caller.role
    }

    /// Whether a caller may know of a line of its partner: of its own role, on its own side.
    func mayKnow(_ caller: Caller, of view: LineView, asSource: Bool) -> Bool {
        guard isManagement(caller) else { return true }
        let own: Field = asSource ? .sourceRole : .recipientRole
        return view.fields.contains { part in
            guard case .opened(let name, let value, _) = part else { return false }
            return name == own.name && value == Array(caller.role.text.utf8)
        }
    }
}

extension CaseFile {
    /// Whether this very user, or its role, has a place: opened it, was invited, or has the child in the
    /// caseload.
    fileprivate func hasPlace(_ caller: Caller, on day: CivilDate) -> Bool {
        if opening.source == caller.partner,
            opening.user?.isSameProfessional(as: caller.user) == true
        {
            return true
        }
        let isInvited = participants.contains {
            $0.partner == caller.partner && $0.role == caller.role
        }
        let isSeated = workJournal.meetings.contains { meeting in
            meeting.seats.contains { $0.partner == caller.partner && $0.role == caller.role }
        }
        return isInvited || isSeated
            || work.hasCaseload(caller.partner, caller.role, user: caller.user, on: day)
    }
}
