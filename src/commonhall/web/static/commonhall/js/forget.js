// Takes what was typed out of the address: it would stay in the history of a computer that others use too.
history.replaceState(null, "", location.pathname);
