-- Answers lines for as long as there are any: each names a file, a document in pandoc's JSON, beside which the
-- same as Word is written. The answer is an empty line, or what went wrong.
for name in io.lines() do
  local fine, wrong = pcall(function()
    local given = assert(io.open(name, "rb"))
    local document = pandoc.read(given:read("a"), "json")
    given:close()
    local made = assert(io.open(name .. ".docx", "wb"))
    made:write(pandoc.write(document, "docx"))
    made:close()
  end)
  io.write(fine and "" or tostring(wrong):gsub("%s+", " "), "\n")
  io.flush()
end
