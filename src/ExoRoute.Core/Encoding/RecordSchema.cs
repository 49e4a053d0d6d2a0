namespace ExoRoute.Encoding;

/// <summary>The schema number of each record: its key 0. Numbers are added, never used again.</summary>
public enum RecordSchema
{
    /// <summary><see cref="Routing.SessionOpened"/>.</summary>
    SessionOpened = 1,

    /// <summary><see cref="Routing.ListingChanged"/>.</summary>
    ListingChanged = 2,

    /// <summary><see cref="Routing.BookChanged"/>.</summary>
    BookChanged = 3,

    /// <summary><see cref="Routing.ParentSubmitted"/>.</summary>
    ParentSubmitted = 4,

    /// <summary><see cref="Routing.ParentAmended"/>.</summary>
    ParentAmended = 5,

    /// <summary><see cref="Routing.ParentCanceled"/>.</summary>
    ParentCanceled = 6,

    /// <summary><see cref="Routing.ChildChanged"/>.</summary>
    ChildChanged = 7,

    /// <summary><see cref="Routing.TimerFired"/>.</summary>
    TimerFired = 8,

    /// <summary><see cref="Routing.OwnOrdersChanged"/>.</summary>
    OwnOrdersChanged = 9,

    /// <summary><see cref="Routing.RiskRulesChanged"/>.</summary>
    RiskRulesChanged = 10,

    /// <summary><see cref="Routing.PositionTold"/>.</summary>
    PositionTold = 11,

    /// <summary><see cref="Routing.KillSwitched"/>.</summary>
    KillSwitched = 12,

    /// <summary><see cref="Routing.KillReleased"/>.</summary>
    KillReleased = 13,

    /// <summary><see cref="Routing.VenueReported"/>.</summary>
    VenueReported = 14,

    /// <summary><see cref="Routing.Placed"/>.</summary>
    Placed = 16,

    /// <summary><see cref="Routing.CancelSent"/>.</summary>
    CancelSent = 17,

    /// <summary><see cref="Routing.Asked"/>.</summary>
    Asked = 18,

    /// <summary><see cref="Routing.ParentEnded"/>.</summary>
    ParentEnded = 19,

    /// <summary><see cref="Routing.Refused"/>.</summary>
    Refused = 20,

    /// <summary><see cref="Routing.Alarmed"/>.</summary>
    Alarmed = 21,

    /// <summary><see cref="Routing.Remarked"/>.</summary>
    Remarked = 22,

    /// <summary><see cref="Routing.KillCompleted"/>.</summary>
    KillCompleted = 23,
}
