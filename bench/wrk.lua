-- Sends the requests of a plan (bench/lanes.py): wrk -s bench/wrk.lua URL -- PLAN
-- Prints one line of JSON at the end, which bench/load.py reads.

local threads = 0

function setup(thread)
   thread:set("number", threads)
   threads = threads + 1
end

function init(args)
   local plan = dofile(args[1])
   lane = plan.lanes[number % #plan.lanes + 1]
   etag = plan.etags[number % #plan.lanes + 1] or ""
   id = ""
   place = plan.follow and 1 or 1 + (number * 7) % #lane
   follow = plan.follow
   if follow then
      response = answered
   end
end

function request()
   local text = lane[place]
   if not follow then
      place = place % #lane + 1
      return text
   end
   -- A plain replacement: what is put in may hold anything.
   text = text:gsub("<id>", function() return id end)
   text = text:gsub("<etag>", function() return etag end)
   return text
end

function answered(status, headers, body)
   if status >= 200 and status < 300 then
      id = body:match('"id": ?"(%x+%-%x+%-%x+%-%x+%-%x+)"') or id
      etag = headers["etag"] or headers["ETag"] or etag
      place = place % #lane + 1
   else
      -- From the beginning: what was to be worked with may not be there.
      place = 1
   end
end

function done(summary, latency, requests)
   local errors = summary.errors
   io.write(string.format(
      '\n{"requests": %d, "seconds": %.6f, "refused": %d, "broken": %d, "p50": %.6f, "p99": %.6f, "most": %.6f}\n',
      summary.requests, summary.duration / 1e6, errors.status,
      errors.connect + errors.read + errors.write + errors.timeout,
      latency:percentile(50) / 1e6, latency:percentile(99) / 1e6, latency.max / 1e6))
end
