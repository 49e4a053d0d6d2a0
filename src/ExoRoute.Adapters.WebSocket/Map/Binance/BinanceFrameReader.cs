using System.Text.Json;
using ExoRoute.Market;

namespace ExoRoute.Adapters.WebSocket.Map.Binance;

/// <summary>Reads Binance's streams, combined ({"stream":..,"data":{..}}) or single, and its REST depth.</summary>
internal sealed class BinanceFrameReader(bool futures) : FrameReader
{
    protected override bool Read(ref Utf8JsonReader json, ReadOnlySpan<byte> bytes, VenueFrame frame)
    {
        var body = new Body { Entry = VenueFrame.NewEntry(0) };
        var stream = default(FrameSlice);
        while (NextProperty(ref json))
        {
            var name = json.ValueSpan;
            json.Read();
            if (name.SequenceEqual("stream"u8))
            {
                stream = Text(ref json, frame);
            }
            else if (name.SequenceEqual("data"u8) && json.TokenType == JsonTokenType.StartObject)
            {
                while (NextProperty(ref json))
                {
                    var inner = json.ValueSpan;
                    json.Read();
                    if (!ReadProperty(ref json, inner, frame, ref body))
                    {
                        return false;
                    }
                }
            }
            else if (!ReadProperty(ref json, name, frame, ref body))
            {
                return false;
            }
        }

        return Conclude(bytes, frame, stream, ref body);
    }

    protected override bool ReadRest(ref Utf8JsonReader json, ReadOnlySpan<byte> bytes, VenueFrame frame)
    {
        var entry = VenueFrame.NewEntry(0);
        entry.IsSnapshot = true;
        var sides = 0;
        while (NextProperty(ref json))
        {
            var name = json.ValueSpan;
            json.Read();
            if (name.SequenceEqual("lastUpdateId"u8))
            {
                entry.Last = Whole(ref json);
            }
            else if (name.SequenceEqual("symbol"u8))
            {
                entry.Symbol = Text(ref json, frame);
            }
            else if (name.SequenceEqual("E"u8))
            {
                entry.VenueTime = VenueTime.Since1970(Whole(ref json), 1_000_000);
            }
            else if (name.SequenceEqual("bids"u8) || name.SequenceEqual("asks"u8))
            {
                sides++;
                if (!ReadPairs(ref json, frame, name[0] == (byte)'b' ? BookSide.Bid : BookSide.Ask))
                {
                    return false;
                }
            }

            Leave(ref json);
        }

        if (entry.Last < 0 || sides != 2)
        {
            return frame.Fail(FrameFaultKind.WrongShape, 0, "a REST depth needs lastUpdateId, bids and asks");
        }

        entry.LevelCount = frame.LevelCount;
        frame.Add(entry);
        return true;
    }

    private static bool ReadProperty(ref Utf8JsonReader json, ReadOnlySpan<byte> name, VenueFrame frame, ref Body body)
    {
        if (name.Length == 1)
        {
            switch (name[0])
            {
                case (byte)'e': body.Event = Text(ref json, frame); break;
                case (byte)'s': body.Entry.Symbol = Text(ref json, frame); break;
                case (byte)'E': body.Entry.VenueTime = VenueTime.Since1970(Whole(ref json), 1_000_000); break;
                case (byte)'U': body.Entry.First = Whole(ref json); break;
                case (byte)'u': body.Entry.Last = Whole(ref json); break;
                case (byte)'B': body.BidSize = Amount(ref json); break;
                case (byte)'A': body.AskSize = Amount(ref json); break;
                case (byte)'b' or (byte)'a':
                    var bid = name[0] == (byte)'b';
                    if (json.TokenType == JsonTokenType.StartArray)
                    {
                        body.Sides++;
                        if (!ReadPairs(ref json, frame, bid ? BookSide.Bid : BookSide.Ask))
                        {
                            return false;
                        }
                    }
                    else if (bid)
                    {
                        body.Bid = Amount(ref json);
                    }
                    else
                    {
                        body.Ask = Amount(ref json);
                    }

                    break;
                default: break;
            }
        }
        else if (name.SequenceEqual("pu"u8))
        {
            body.Entry.Previous = Whole(ref json);
        }
        else if (name.SequenceEqual("error"u8))
        {
            body.IsRefusal = true;
        }
        else if (name.SequenceEqual("id"u8) || name.SequenceEqual("result"u8))
        {
            body.IsAnswer = true;
        }

        Leave(ref json);
        return true;
    }

    private bool Conclude(ReadOnlySpan<byte> bytes, VenueFrame frame, FrameSlice stream, ref Body body)
    {
        var what = frame.Text(bytes, body.Event);
        frame.Channel = stream.IsEmpty ? body.Event : stream;
        if (what.SequenceEqual("depthUpdate"u8))
        {
            frame.Kind = FrameKind.Book;
            ref var entry = ref body.Entry;
            if (entry.Symbol.IsEmpty || body.Sides != 2 || entry.First < 0 || entry.Last < entry.First || (futures && entry.Previous < 0))
            {
                return frame.Fail(
                    FrameFaultKind.WrongShape, 0, futures ? "a depthUpdate needs s, U <= u, pu, b and a" : "a depthUpdate needs s, U <= u, b and a");
            }

            entry.LevelCount = frame.LevelCount;
            frame.Add(entry);
            return true;
        }

        var ticker = what.SequenceEqual("bookTicker"u8) || (what.IsEmpty && !body.BidSize.IsEmpty && !body.AskSize.IsEmpty);
        if (ticker)
        {
            frame.Kind = FrameKind.Ticker;
            if (body.Entry.Symbol.IsEmpty || body.Entry.Last < 0 || body.Sides != 0
                || body.Bid.IsEmpty || body.BidSize.IsEmpty || body.Ask.IsEmpty || body.AskSize.IsEmpty)
            {
                return frame.Fail(FrameFaultKind.WrongShape, 0, "a bookTicker needs s, u, b, B, a and A");
            }

            frame.Add(new FrameLevel(BookSide.Bid, body.Bid, body.BidSize));
            frame.Add(new FrameLevel(BookSide.Ask, body.Ask, body.AskSize));
            body.Entry.LevelCount = 2;
            frame.Add(body.Entry);
            return true;
        }

        var known = what.SequenceEqual("trade"u8) || what.SequenceEqual("aggTrade"u8) || what.SequenceEqual("kline"u8)
            || what.SequenceEqual("markPriceUpdate"u8) || what.SequenceEqual("24hrTicker"u8);
        frame.Kind = body.IsRefusal ? FrameKind.Refusal : known || body.IsAnswer ? FrameKind.Other : FrameKind.Unknown;
        return true;
    }

    private ref struct Body
    {
        internal FrameEntry Entry;
        internal FrameSlice Event;
        internal FrameSlice Bid;
        internal FrameSlice BidSize;
        internal FrameSlice Ask;
        internal FrameSlice AskSize;
        internal int Sides;
        internal bool IsRefusal;
        internal bool IsAnswer;
    }
}
