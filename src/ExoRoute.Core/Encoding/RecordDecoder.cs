using System.Collections.Immutable;
using System.Runtime.InteropServices;
using ExoRoute.Market;
using ExoRoute.Orders;
using ExoRoute.Plans;
using ExoRoute.Risk;
using ExoRoute.Routing;

namespace ExoRoute.Encoding;

/// <summary>A record read back: an input with its stamp, or a decision.</summary>
/// <param name="Schema">What it is.</param>
/// <param name="At">An input's stamp; <c>default</c> for a decision.</param>
/// <param name="Input">The input, or null.</param>
/// <param name="Decision">The decision, or null.</param>
public readonly record struct DecodedRecord(RecordSchema Schema, Stamp At, RouterInput? Input, Decision? Decision);

/// <summary>Turns bytes back into inputs and decisions, and refuses every other byte string with the place and the reason.</summary>
/// <remarks>
/// Only the canonical form is taken: what is read is written again and compared. A <see cref="BookChanged"/> read is a buffer that
/// the next call may use again. Not thread-safe.
/// </remarks>
public sealed class RecordDecoder
{
    private readonly RecordReader _from = new();
    private readonly RecordEncoder _again = new();
    private readonly BookChanged _book = new() { Venue = default, Instrument = default, Status = default, UpdatedAt = default, Update = new() };

    /// <summary>Reads one entry.</summary>
    /// <exception cref="RecordFaultException">The bytes are not a record of this version.</exception>
    public DecodedRecord Decode(ReadOnlyMemory<byte> entry)
    {
        DecodedRecord record;
        ReadOnlyMemory<byte> again;
        try
        {
            record = Read(entry);
            again = record.Input is { } input ? _again.Encode(record.At, input) : _again.Encode(record.Decision!);
        }
        catch (Exception fault) when (fault is ArgumentException or OverflowException)
        {
            throw new RecordFaultException($"A value is out of its range: {Told(fault)}", fault);
        }

        return again.Span.SequenceEqual(entry.Span)
            ? record
            : throw new RecordFaultException(FormattableString.Invariant(
                $"The bytes of this {record.Schema} are not its canonical form, from byte {again.Span.CommonPrefixLength(entry.Span)} on."));
    }

    /// <summary>Whether an entry is an input (else a decision), from its schema number alone.</summary>
    /// <exception cref="RecordFaultException">It has no schema number that is known.</exception>
    public static bool IsInput(ReadOnlySpan<byte> entry)
    {
        // A map of up to 23 fields, key 0, a number below 24: three bytes tell.
        if (entry.Length >= 3 && entry[0] is > 0xa0 and <= 0xb7 && entry[1] == 0 && Enum.IsDefined((RecordSchema)entry[2]))
        {
            return (RecordSchema)entry[2] < RecordSchema.Placed;
        }

        throw new RecordFaultException("It does not begin with a schema number that is known.");
    }

    // The words of the value's own type, without the code's name for it, and not more of hostile bytes than helps.
    private static string Told(Exception fault)
    {
        const int Longest = 240;
        var (text, name) = (fault.Message, (fault as ArgumentException)?.ParamName);
        var parameter = name is null ? -1 : text.IndexOf($" (Parameter '{name}')", StringComparison.Ordinal);
        text = fault is OverflowException ? "a sum is beyond its width." : parameter < 0 ? text : text[..parameter];
        return text.Length <= Longest ? text : $"{text.AsSpan(0, Longest / 2)} ... {text.AsSpan(text.Length - (Longest / 2))}";
    }

    private DecodedRecord Read(ReadOnlyMemory<byte> entry)
    {
        var schema = (RecordSchema)_from.Begin(entry);
        RouterInput? input = null;
        Decision? decision = null;
        var at = default(Stamp);
        if (!Enum.IsDefined(schema))
        {
            throw new RecordFaultException(FormattableString.Invariant($"Schema number {(int)schema} is not known."));
        }

        if (schema < RecordSchema.Placed)
        {
            at = new(_from.Long(1));
            input = ReadInput(schema, at);
        }
        else
        {
            decision = ReadDecision(schema, _from.Long(1, 0), (int)_from.Long(2, 1, int.MaxValue));
        }

        _from.End();
        return new(schema, at, input, decision);
    }

    private RouterInput ReadInput(RecordSchema schema, Stamp at) => schema switch
    {
        RecordSchema.SessionOpened => ReadSession(),
        RecordSchema.ListingChanged => new ListingChanged(ReadDefinition(), ReadFees()),
        RecordSchema.BookChanged => ReadBook(at),
        RecordSchema.ParentSubmitted => new ParentSubmitted(ReadParent()),
        RecordSchema.ParentAmended => new ParentAmended(
            Parent(2),
            _from.Has(3) ? new Lots(_from.Long(3)) : null,
            _from.Has(4) ? new Ticks(_from.Long(4)) : null,
            _from.Has(5) ? new Stamp(_from.Long(5)) : null,
            _from.Has(6) ? (int)_from.Long(6, int.MinValue, int.MaxValue) : null),
        RecordSchema.OwnOrdersChanged => ReadOwn(),
        RecordSchema.ParentCanceled => new ParentCanceled(Parent(2)),
        RecordSchema.RiskRulesChanged => new RiskRulesChanged(ReadRules(), Party(3), _from.TextOrEmpty(4), _from.LongOr(0, 5, 0, 1) == 1),
        RecordSchema.PositionTold => new PositionTold(new(_from.Text(2)), Party(3), Party(4), Party(5), _from.LongOr(0, 6)),
        RecordSchema.VenueReported => ReadReport(),
        RecordSchema.KillSwitched => new KillSwitched(ReadScope(2), Party(3), _from.TextOrEmpty(4)),
        RecordSchema.KillReleased => new KillReleased(ReadScope(2), Party(3), _from.TextOrEmpty(4)),
        RecordSchema.ChildChanged => new ChildChanged(ReadEvent()),
        _ => new TimerFired(),
    };

    private Decision ReadDecision(RecordSchema schema, long basis, int logic) => schema switch
    {
        RecordSchema.Placed => ReadPlaced(basis, logic),
        RecordSchema.CancelSent => new CancelSent(basis, logic, new(_from.Long(3))),
        RecordSchema.Asked => new Asked(basis, logic, new(_from.Long(3))),
        RecordSchema.ParentEnded => new ParentEnded(
            basis, logic, new(_from.Text(3)), Named<ParentEnd>(4), new(_from.LongOr(0, 5)),
            new(_from.WideOrZero(6)), new(_from.WideOrZero(7)), NamedOr(PlanLimit.None, 8)),
        RecordSchema.Refused or RecordSchema.Remarked => ReadReasoned(schema, basis, logic),
        RecordSchema.KillCompleted => new KillCompleted(basis, logic, _from.Long(3, 0), _from.LongOr(0, 4), ReadKilled()),
        _ => new Alarmed(basis, logic, new(_from.LongOr(0, 3)), _from.Text(4)),
    };

    private Decision ReadReasoned(RecordSchema schema, long basis, int logic)
    {
        var (parent, reason, code) = (Parent(3), _from.Text(4), Named<RefusalCode>(5));
        return schema == RecordSchema.Refused ? new Refused(basis, logic, parent, code, reason) : new Remarked(basis, logic, parent, code, reason);
    }

    private SessionOpened ReadSession()
    {
        var id = (UInt128)_from.Wide(2);
        var epoch = (uint)_from.Long(3, 0, uint.MaxValue);
        _from.OpenMap(4);
        var settings = new RouterSettings
        {
            Depth = Int(1),
            RestAfterReject = _from.Long(2),
            MaxRejects = Int(3),
            MaxChildren = Int(4),
            AnswerWithin = _from.Long(5),
            MaxNodes = Int(6),
        };
        _from.CloseMap();
        return new(id, epoch, settings);
    }

    private InstrumentDefinition ReadDefinition()
    {
        _from.OpenMap(2);
        var (venue, instrument, symbol) = (_from.Text(1), _from.Text(2), _from.Text(3));
        var aliases = Texts(4);
        var definition = new InstrumentDefinition
        {
            Venue = new(venue),
            Instrument = new(instrument),
            Symbol = symbol,
            Aliases = aliases,
            BaseAsset = _from.Text(5),
            QuoteAsset = _from.Text(6),
            SettlementAsset = _from.Text(7),
            Units = new(Int(8), Int(9)),
            TickSize = new(_from.LongOr(1, 10)),
            LotSize = new(_from.LongOr(1, 11)),
            MinimumQuantity = new(_from.LongOr(0, 12)),
            MinimumNotional = new(_from.WideOrZero(13)),
            ContractMultiplier = _from.LongOr(1, 14),
            IsInverse = _from.LongOr(0, 15, 0, 1) == 1,
            State = NamedOr(TradingState.Open, 16),
            From = new(_from.LongOr(0, 17)),
            OrderLatency = _from.LongOr(0, 18),
            WithdrawnPpm = _from.LongOr(0, 19),
        };
        _from.CloseMap();
        return definition;
    }

    private FeeSchedule ReadFees()
    {
        _from.OpenMap(3);
        var fees = new FeeSchedule
        {
            TakerPpm = (int)_from.LongOr(0, 1, int.MinValue, int.MaxValue),
            MakerPpm = (int)_from.LongOr(0, 2, int.MinValue, int.MaxValue),
            PerUnit = _from.LongOr(0, 3),
            PerOrder = new(_from.WideOrZero(4)),
            Minimum = new(_from.WideOrZero(5)),
            Asset = NamedOr(FeeAsset.Quote, 6),
            Rounding = NamedOr(FeeRounding.Exact, 7),
            RoundingUnit = new(_from.WideOrZero(8)),
        };
        _from.CloseMap();
        return fees;
    }

    private BookChanged ReadBook(Stamp at)
    {
        (_book.Venue, _book.Instrument) = (new(_from.Text(2)), new(_from.Text(3)));
        (_book.Status, _book.Cause) = (Named<BookStatus>(4), NamedOr(BookGapCause.None, 5));
        _book.UpdatedAt = at.Plus(-_from.LongOr(0, 6, -long.MaxValue));
        _book.Update.Clear();
        _book.Update.IsSnapshot = _from.LongOr(0, 7, 0, 1) == 1;
        ReadLevels(8, BookSide.Bid, _book.Update);
        ReadLevels(9, BookSide.Ask, _book.Update);
        return _book;
    }

    private OwnOrdersChanged ReadOwn()
    {
        var levels = new BookUpdate();
        var (venue, instrument, passedOver) = (new VenueId(_from.Text(2)), new InstrumentId(_from.Text(3)), _from.LongOr(0, 4, 0, 1) == 1);
        ReadLevels(5, BookSide.Bid, levels);
        ReadLevels(6, BookSide.Ask, levels);
        return new(venue, instrument, passedOver, ImmutableArray.Create(levels.Changes));
    }

    private void ReadLevels(int key, BookSide side, BookUpdate into)
    {
        if (!_from.Has(key))
        {
            return;
        }

        var (items, price) = (_from.OpenList(key), 0L);
        if (items % 2 != 0)
        {
            throw new RecordFaultException(FormattableString.Invariant($"Key {key} must hold pairs, holds {items} numbers."));
        }

        for (var i = 0; i < items; i += 2)
        {
            price = checked(price + _from.Item(key));
            into.Add(side, new(price), new(_from.Item(key)));
        }

        _from.CloseList(key);
    }

    private ParentOrder ReadParent()
    {
        _from.OpenMap(2);
        var order = new ParentOrder
        {
            Id = Parent(1),
            Instrument = _from.Text(2) is { Length: > 0 } instrument ? new(instrument) : default,
            Side = (Side)_from.Long(3, 0, byte.MaxValue),
            Quantity = new(_from.Long(4)),
            Limit = new(_from.LongOr(0, 5)),
            Basis = (FeeBasis)_from.LongOr(0, 6, 0, byte.MaxValue),
            MinimumFill = new(_from.LongOr(0, 7)),
            Deadline = new(_from.LongOr(0, 8)),
            ParticipationPpm = (int)_from.LongOr(ParentOrder.FullParticipation, 9, int.MinValue, int.MaxValue),
            Books = new((BookStatus)_from.Long(10, 0, byte.MaxValue), _from.Long(11), _from.Long(12)),
            DiscretionPpm = (int)_from.LongOr(0, 13, int.MinValue, int.MaxValue),
            Desk = Party(14),
            Trader = Party(15),
            Client = Party(16),
        };
        _from.CloseMap();
        return order;
    }

    private ImmutableArray<RiskRule> ReadRules()
    {
        if (!_from.Has(2))
        {
            return [];
        }

        var rules = new RiskRule[_from.OpenList(2)];
        for (var i = 0; i < rules.Length; i++)
        {
            _from.OpenItemMap();
            rules[i] = new(Named<RiskLimit>(1), ReadScope(2), _from.WideOrZero(3))
            {
                Window = _from.LongOr(0, 4),
                Asset = _from.TextOrEmpty(5),
                Soft = _from.LongOr(0, 6, 0, 1) == 1,
            };
            _from.CloseItemMap();
        }

        _from.CloseList(2);
        return ImmutableCollectionsMarshal.AsImmutableArray(rules);
    }

    private VenueReported ReadReport()
    {
        var (venue, kind) = (new VenueId(_from.Text(2)), Named<VenueReportKind>(3));
        var orders = ImmutableCollectionsMarshal.AsImmutableArray(Texts(4));
        return new(venue, kind, orders, new(_from.LongOr(0, 5)));
    }

    private RiskScope ReadScope(int key)
    {
        if (!_from.Has(key))
        {
            return default;
        }

        _from.OpenMap(key);
        var scope = new RiskScope
        {
            Venue = _from.TextOrEmpty(1) is { Length: > 0 } venue ? new(venue) : default,
            Instrument = _from.TextOrEmpty(2) is { Length: > 0 } instrument ? new(instrument) : default,
            Desk = Party(3),
            Trader = Party(4),
            Client = Party(5),
        };
        _from.CloseMap();
        return scope;
    }

    private ImmutableArray<KilledChild> ReadKilled()
    {
        if (!_from.Has(5))
        {
            return [];
        }

        var items = _from.OpenList(5);
        if (items % 3 != 0)
        {
            throw new RecordFaultException(FormattableString.Invariant($"Key 5 must hold threes, holds {items} numbers."));
        }

        var children = new KilledChild[items / 3];
        for (var i = 0; i < children.Length; i++)
        {
            children[i] = new(new(_from.Item(5)), _from.Item(5), new(_from.Item(5)));
        }

        _from.CloseList(5);
        return ImmutableCollectionsMarshal.AsImmutableArray(children);
    }

    private OrderEvent ReadEvent() => new()
    {
        Child = new(_from.Long(2)),
        Kind = Named<OrderEventKind>(3),
        Quantity = new(_from.LongOr(0, 4)),
        Price = new(_from.LongOr(0, 5)),
        Fee = new(_from.WideOrZero(6)),
        ExecutionId = _from.TextOrEmpty(7),
        Reason = _from.TextOrEmpty(8),
        VenueTime = new(_from.LongOr(0, 9)),
        FilledInAll = _from.Has(10) ? new Lots(_from.Long(10)) : null,
    };

    private Placed ReadPlaced(long basis, int logic)
    {
        var (parent, number, engine, asked) = (new ParentId(_from.Text(3)), Int(4), _from.Text(5), new Lots(_from.Long(6)));
        var count = _from.OpenList(7);
        var changes = ImmutableArray.CreateBuilder<PlanChange>();
        var (ids, names) = (new List<ChildId>(), new List<ClientOrderId>());
        for (var i = 0; i < count; i++)
        {
            _from.OpenItemMap();
            var (venue, quantity, limit, costs) = (new VenueId(_from.Text(1)), new Lots(_from.Long(2)), new Ticks(_from.Long(3)), new Cost(_from.Wide(4)));
            ids.Add(new(_from.Long(5)));
            names.Add(ClientOrderId.TryParse(_from.Text(6), out var name) ? name : throw new RecordFaultException("Key 6 must be a client order id."));
            changes.Add(new(venue, quantity, limit, costs) { SendOffset = _from.LongOr(0, 7), Discretion = new(_from.LongOr(0, 8)) });
            _from.CloseItemMap();
        }

        _from.CloseList(7);
        var excluded = ReadExcluded();
        var prices = new DualVariables(new DualPrice(_from.Wide(9), _from.WideOr(1, 10)));
        var cost = new Cost(_from.Wide(11));
        var delta = new PlanDelta
        {
            Parent = parent,
            Number = number,
            Basis = basis,
            Engine = engine,
            Asked = asked,
            Changes = changes.ToImmutable(),
            Excluded = excluded,
            Prices = prices,
            Cost = cost,
            Bound = cost - new Cost(_from.WideOrZero(12)),
            Nodes = (int)_from.LongOr(1, 13, 0, int.MaxValue),
            Limit = NamedOr(PlanLimit.None, 14),
        };
        var (instrument, side, at) = (new InstrumentId(_from.Text(15)), Named<Side>(16), new Stamp(_from.Long(17)));
        return new(basis, logic, delta, [.. delta.Changes.Select((change, i) => new ChildOrder
        {
            Id = ids[i],
            ClientId = names[i],
            Parent = parent,
            Venue = change.Venue,
            Instrument = instrument,
            Side = side,
            Target = change.Quantity,
            Limit = change.Limit,
            SendOffset = change.SendOffset,
            DecidedAt = at,
        })]);
    }

    private ImmutableArray<PlanExclusion> ReadExcluded()
    {
        if (!_from.Has(8))
        {
            return [];
        }

        var items = _from.OpenList(8);
        if (items % 2 != 0)
        {
            throw new RecordFaultException(FormattableString.Invariant($"Key 8 must hold pairs, holds {items} items."));
        }

        var excluded = ImmutableArray.CreateBuilder<PlanExclusion>();
        for (var i = 0; i < items; i += 2)
        {
            var venue = new VenueId(_from.ItemText(8));
            var reason = (ExclusionReason)_from.Item(8);
            excluded.Add(Enum.IsDefined(reason) ? new(venue, reason) : throw new RecordFaultException("Key 8 holds a reason that is not known."));
        }

        _from.CloseList(8);
        return excluded.ToImmutable();
    }

    private string[] Texts(int key)
    {
        if (!_from.Has(key))
        {
            return [];
        }

        var texts = new string[_from.OpenList(key)];
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = _from.ItemText(key);
        }

        _from.CloseList(key);
        return texts;
    }

    private int Int(int key) => (int)_from.Long(key, int.MinValue, int.MaxValue);

    private PartyId Party(int key) => _from.TextOrEmpty(key) is { Length: > 0 } name ? new(name) : default;

    private ParentId Parent(int key) => _from.Text(key) is { Length: > 0 } name ? new(name) : default;

    private T Named<T>(int key)
        where T : struct, Enum => Checked<T>(key, _from.Long(key, 0, byte.MaxValue));

    private T NamedOr<T>(T standard, int key)
        where T : struct, Enum => Checked<T>(key, _from.LongOr(Convert.ToInt64(standard, System.Globalization.CultureInfo.InvariantCulture), key, 0, byte.MaxValue));

    private static T Checked<T>(int key, long value)
        where T : struct, Enum
    {
        var named = (T)Enum.ToObject(typeof(T), (byte)value);
        return Enum.IsDefined(named) ? named : throw new RecordFaultException(FormattableString.Invariant($"Key {key} must be a {typeof(T).Name}, is {value}."));
    }
}
