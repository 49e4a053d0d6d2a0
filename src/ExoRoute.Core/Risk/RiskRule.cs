namespace ExoRoute.Risk;

/// <summary>What a limit bounds.</summary>
public enum RiskLimit : byte
{
    /// <summary>The scope may not be traded at all; with a venue in it, that venue is not used. No value.</summary>
    Restricted,

    /// <summary>A parent order's quantity. Value in quantity units; the scope names the instrument.</summary>
    OrderQuantity,

    /// <summary>A parent order's worth. Value in cost units; the scope names the instrument.</summary>
    OrderNotional,

    /// <summary>The distance of prices from the market. Value in millionths, below 1,000,000.</summary>
    PriceCollar,

    /// <summary>The same order again: instrument, side, quantity, limit and parties. The window counts; no value.</summary>
    DuplicateWindow,

    /// <summary>The net position of the scope's parties, if all that is out should trade. Value in quantity units; the scope names the instrument.</summary>
    Position,

    /// <summary>The money that the scope's parties traded since the day began, and may still trade. Value in 10^-8 of <see cref="RiskRule.Asset"/>.</summary>
    Credit,

    /// <summary>A child order's quantity. Value in quantity units; the scope names the instrument.</summary>
    ChildQuantity,

    /// <summary>Open child orders at one time. Value 1 to 1,000,000.</summary>
    OpenOrders,

    /// <summary>Messages to venues (orders, cancels, questions) within the window. Value 1 to 1,000,000.</summary>
    MessageRate,
}

/// <summary>One limit: what it bounds, for whom, how much, and whether it refuses or only remarks.</summary>
/// <param name="Limit">What it bounds.</param>
/// <param name="Scope">What it reaches.</param>
/// <param name="Value">The most that is allowed, in the unit of <paramref name="Limit"/>.</param>
/// <remarks>
/// Each rule counts by itself: of two that reach the same order both must hold. Cancels are counted and never held back. Immutable, safe to share.
/// </remarks>
public sealed record RiskRule(RiskLimit Limit, RiskScope Scope, Int128 Value = default)
{
    /// <summary>The longest window, a day in nanoseconds.</summary>
    public const long MaxWindow = 86_400 * Stamp.PerSecond;

    /// <summary>The largest value: 2^110, above every amount there is.</summary>
    public static readonly Int128 MaxValue = Int128.One << 110;

    /// <summary>Over how long is counted, in nanoseconds; for message rates and duplicates.</summary>
    public long Window { get; init; }

    /// <summary>The asset that is counted, as listings name their quote asset; for credit.</summary>
    public string Asset { get; init; } = "";

    /// <summary>Whether it is remarked on and goes through. Default no: it is refused, or held back.</summary>
    public bool Soft { get; init; }

    /// <summary>All that is wrong with it; empty when nothing is.</summary>
    public IEnumerable<string> Faults()
    {
        if (!Enum.IsDefined(Limit))
        {
            yield return Invariant($"{nameof(Limit)} must be a limit that is known, was {(int)Limit}.");
            yield break;
        }

        var (least, most) = Limit switch
        {
            RiskLimit.Restricted or RiskLimit.DuplicateWindow => (Int128.Zero, Int128.Zero),
            RiskLimit.PriceCollar => (Int128.Zero, 999_999),
            RiskLimit.OpenOrders or RiskLimit.MessageRate => (Int128.One, 1_000_000),
            _ => (Int128.Zero, MaxValue),
        };
        if (Value < least || Value > most)
        {
            yield return Invariant($"{Limit}: {nameof(Value)} must be {least} to {most}, was {Value}.");
        }

        if (Limit is RiskLimit.DuplicateWindow or RiskLimit.MessageRate ? Window is < 1 or > MaxWindow : Window != 0)
        {
            yield return Invariant($"{Limit}: {nameof(Window)} must be {(Limit is RiskLimit.DuplicateWindow or RiskLimit.MessageRate ? "1 ns to a day" : "0")}, was {Window} ns.");
        }

        if (Limit is RiskLimit.OrderQuantity or RiskLimit.OrderNotional or RiskLimit.Position or RiskLimit.ChildQuantity && Scope.Instrument == default)
        {
            yield return Invariant($"{Limit}: {nameof(Scope)} must name the instrument whose units the value has, it reaches {Scope}.");
        }

        if (Limit == RiskLimit.Credit ? Asset.Length is < 1 or > 32 || Asset.AsSpan().IndexOfAnyExceptInRange('!', '~') >= 0 : Asset.Length != 0)
        {
            yield return Invariant($"{Limit}: {nameof(Asset)} must be {(Limit == RiskLimit.Credit ? "1 to 32 printable characters" : "empty")}, was '{Asset}'.");
        }

        if (Scope.Venue != default && Limit is not (RiskLimit.Restricted or RiskLimit.ChildQuantity or RiskLimit.OpenOrders or RiskLimit.MessageRate or RiskLimit.PriceCollar))
        {
            yield return Invariant($"{Limit}: {nameof(Scope)} must not name a venue, for it bounds whole orders; it reaches {Scope}.");
        }
    }

    /// <summary>The rule in words: "PriceCollar 50000 for desk 'x'".</summary>
    public override string ToString() =>
        Invariant($"{(Soft ? "soft " : "")}{Limit}{(Limit is RiskLimit.Restricted or RiskLimit.DuplicateWindow ? "" : Invariant($" {Value}"))}{(Asset.Length > 0 ? " x 10^-8 " + Asset : "")}{(Window > 0 ? Invariant($" in {Window} ns") : "")} for {Scope}");

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
