namespace ExoRoute.Risk;

/// <summary>Why something the host asked for is refused, or (for a soft limit) remarked on.</summary>
public enum RefusalCode : byte
{
    /// <summary>Nothing is refused.</summary>
    None,

    /// <summary>A term of the order is out of its range.</summary>
    FaultyOrder,

    /// <summary>An order of that name was handed over before.</summary>
    NameUsed,

    /// <summary>No venue lists the instrument.</summary>
    NotListed,

    /// <summary>The deadline lies in the past.</summary>
    DeadlinePassed,

    /// <summary>No order of that name was handed over.</summary>
    NoSuchParent,

    /// <summary>The order is over.</summary>
    ParentOver,

    /// <summary>An amended quantity is below what is filled or out.</summary>
    BelowCommitted,

    /// <summary>A kill switch is on.</summary>
    KillSwitch,

    /// <summary>The restricted list.</summary>
    Restricted,

    /// <summary>More quantity than one order may have.</summary>
    OrderQuantity,

    /// <summary>More money than one order may move.</summary>
    OrderNotional,

    /// <summary>A price too far from the market.</summary>
    PriceCollar,

    /// <summary>A limit needs a market price and there is none.</summary>
    NoReferencePrice,

    /// <summary>The same order again within the duplicate window.</summary>
    DuplicateOrder,

    /// <summary>The position that could come of it is too large.</summary>
    Position,

    /// <summary>The money that could be bound by it is too much.</summary>
    Credit,

    /// <summary>More quantity than one child order may have.</summary>
    ChildQuantity,

    /// <summary>As many child orders are open as may be.</summary>
    OpenOrders,

    /// <summary>As many messages went out as may within the window.</summary>
    MessageRate,

    /// <summary>A command that needs a named identity came without one.</summary>
    NobodyNamed,

    /// <summary>A release names no kill switch that is on.</summary>
    NoSuchKill,

    /// <summary>The limits themselves have faults.</summary>
    FaultyRules,
}

/// <summary>The sentences of the codes.</summary>
public static class RefusalCodes
{
    /// <summary>The code in a sentence.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a code.</exception>
    public static string Sentence(this RefusalCode code) => code switch
    {
        RefusalCode.None => "Nothing is refused.",
        RefusalCode.FaultyOrder => "A term of the order is out of its range.",
        RefusalCode.NameUsed => "A parent order of that name was handed over before; every order needs a name of its own.",
        RefusalCode.NotListed => "No venue lists the instrument.",
        RefusalCode.DeadlinePassed => "The deadline has passed already.",
        RefusalCode.NoSuchParent => "No parent order of that name was handed over.",
        RefusalCode.ParentOver => "The parent order is over already.",
        RefusalCode.BelowCommitted => "The quantity is below what is filled or out.",
        RefusalCode.KillSwitch => "A kill switch is on; a named identity must release it first.",
        RefusalCode.Restricted => "It is on the restricted list.",
        RefusalCode.OrderQuantity => "One order may not have so much quantity.",
        RefusalCode.OrderNotional => "One order may not move so much money.",
        RefusalCode.PriceCollar => "The price is too far from the market.",
        RefusalCode.NoReferencePrice => "The limit needs a market price, and no book gives one.",
        RefusalCode.DuplicateOrder => "The same order was handed over just before.",
        RefusalCode.Position => "The position that could come of it is too large.",
        RefusalCode.Credit => "It could bind more money than is left.",
        RefusalCode.ChildQuantity => "One child order may not have so much quantity.",
        RefusalCode.OpenOrders => "As many child orders are open as may be.",
        RefusalCode.MessageRate => "As many messages went out as may within the window.",
        RefusalCode.NobodyNamed => "The command needs a named identity.",
        RefusalCode.NoSuchKill => "No such kill switch is on.",
        RefusalCode.FaultyRules => "The limits have faults; those before still hold.",
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, "Not a refusal code."),
    };
}
